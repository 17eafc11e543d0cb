/** Nodes to test and to measure: ours and the reference, as child processes. */
package org.marquetry.itests.node;
