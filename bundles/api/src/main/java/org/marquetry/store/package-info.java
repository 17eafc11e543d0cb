/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Storage backends: plugins that keep one span of the message log. */
@Export
@Version("1.0.0")
package org.marquetry.store;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
