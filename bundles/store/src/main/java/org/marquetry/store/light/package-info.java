/** Light queues, as messages name them. */
@Export
@Version("1.0")
package org.marquetry.store.light;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
