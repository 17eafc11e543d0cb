/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.retention;

/**
 * What one pass of the cleaning came to.
 *
 * @param firstBefore first position of the log before it
 * @param first first position of the log after it
 * @param heldBy who kept messages from being dropped whose time has come, {@code null} for nobody
 */
public record Cleaned(long firstBefore, long first, String heldBy) {}
