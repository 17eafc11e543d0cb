/** Micro-benchmarks of the two hot paths; run them with {@code benchmarks/micro -prof gc}. */
package org.marquetry.benchmarks.micro;
