/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Delay engines: plugins that hold references to delayed messages and say when each is due. The
 * messages themselves are in the log, so an engine may be lost, updated or exchanged at any time.
 */
@Export
@Version("1.0.0")
package org.marquetry.delay;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
