/** What the real client and the real admin tool see of a broker. */
package org.marquetry.itests.talk;
