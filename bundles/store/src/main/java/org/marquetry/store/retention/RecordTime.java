/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.retention;

import java.io.IOException;

/** Tells when a record was stored. */
@FunctionalInterface
public interface RecordTime {

  /** In milliseconds since 1970; -1 where no record begins at the position. */
  long at(long position) throws IOException;
}
