/** The same conversation with ours and with the reference, compared field by field. */
package org.marquetry.itests.differential;
