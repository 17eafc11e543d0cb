/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Request handlers and interceptors: plugins that add to what the broker answers. */
@Export
@Version("1.0.0")
package org.marquetry.broker.spi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
