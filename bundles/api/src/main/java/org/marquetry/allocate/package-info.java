/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Queue allocation: plugins that decide which member of a consumer group reads which queue. */
@Export
@Version("1.0.0")
package org.marquetry.allocate;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
