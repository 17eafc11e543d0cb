/** What the built bundles may know of each other, and that two of them work without OSGi. */
package org.marquetry.itests.architecture;
