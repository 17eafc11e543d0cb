/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Providers of plugin interfaces: which there are, which is used, leases for calls into them. */
@Export
@Version("1.0.0")
package org.marquetry.plugin;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
