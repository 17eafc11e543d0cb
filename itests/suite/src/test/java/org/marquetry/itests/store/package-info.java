/** Store directories that the reference and ours take from each other. */
package org.marquetry.itests.store;
