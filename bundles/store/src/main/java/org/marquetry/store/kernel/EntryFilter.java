/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

/** Decides by a consume queue entry alone. Must be cheap and must not block. */
@FunctionalInterface
public interface EntryFilter {

  EntryFilter ALL = tagsCode -> true;

  boolean matches(long tagsCode);
}
