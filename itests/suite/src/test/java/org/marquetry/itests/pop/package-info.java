/** Consuming by POP, with the real client. */
package org.marquetry.itests.pop;
