/** Judges messages: small evaluators, one for each way to compare two operands. */
package org.marquetry.filter.sql.evaluation;
