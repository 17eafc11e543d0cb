/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.index;

import java.io.IOException;

/** Tells when records were stored. */
@FunctionalInterface
interface StoreTimes {

  /** In milliseconds since 1970; -1 where no record begins at the position. */
  long at(long position) throws IOException;
}
