/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import org.marquetry.store.StorageBackend;

/**
 * A version of a backend that was not able to open a span.
 *
 * @param reason for people
 */
record Unable(StorageBackend backend, String version, String reason) {}
