/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The store kernel: appends to the message log, keeps consume queues, key index and offsets, and
 * makes them match after a crash.
 */
@Export
@Version("1.0.0")
package org.marquetry.store.kernel;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
