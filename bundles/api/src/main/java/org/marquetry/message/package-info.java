/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The stored message record (RocketMQ's commit log format, which is also its wire format) and its
 * properties.
 */
@Export
@Version("1.0.0")
package org.marquetry.message;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
