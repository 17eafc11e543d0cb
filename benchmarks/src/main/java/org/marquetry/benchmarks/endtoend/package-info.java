/**
 * Ours and the reference broker, alternating in one run, under the same load from the real client
 * in a JVM of its own.
 */
package org.marquetry.benchmarks.endtoend;
