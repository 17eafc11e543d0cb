/** What a port on a network gets to see. */
package org.marquetry.itests.hostile;
