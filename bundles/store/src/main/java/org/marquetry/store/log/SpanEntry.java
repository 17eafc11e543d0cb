/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

/**
 * One line of {@code spans.json}.
 *
 * @param start position of the span's first byte
 * @param backend name of the storage backend
 * @param directory relative to the store's root where it lies in it, otherwise absolute
 */
record SpanEntry(long start, String backend, String directory) {}
