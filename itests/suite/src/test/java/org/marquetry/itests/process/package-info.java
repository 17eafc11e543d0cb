/** Nodes as processes of their own: packaged, killed, restarted. */
package org.marquetry.itests.process;
