/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Filters: plugins that decide which messages of a topic a subscription gets. */
@Export
@Version("1.0.0")
package org.marquetry.filter;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
