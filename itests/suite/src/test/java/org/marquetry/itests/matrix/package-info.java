/** Plays every scenario with every client version. */
package org.marquetry.itests.matrix;
