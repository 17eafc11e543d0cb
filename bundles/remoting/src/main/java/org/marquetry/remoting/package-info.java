/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** RocketMQ's remoting protocol over TCP: requests, replies, connections, server and client. */
@Export
@Version("1.1.0")
package org.marquetry.remoting;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
