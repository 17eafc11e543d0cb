/** Looks into the running framework. */
package org.marquetry.itests.container;
