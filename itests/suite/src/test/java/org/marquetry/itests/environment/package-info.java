/** Where the suite finds things in the source tree and which node it tests. */
package org.marquetry.itests.environment;
