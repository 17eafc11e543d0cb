/** What of the log may be dropped, when, and the dropping of it. */
@Export
@Version("1.0.0")
package org.marquetry.store.retention;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
