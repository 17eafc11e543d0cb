/** Reads expressions: cuts them into tokens and finds what belongs together. */
package org.marquetry.filter.sql.syntax;
