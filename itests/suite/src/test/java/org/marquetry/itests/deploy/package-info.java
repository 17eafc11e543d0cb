/** Plugins dropped into, changed in and taken out of the deploy folder of a running node. */
package org.marquetry.itests.deploy;
