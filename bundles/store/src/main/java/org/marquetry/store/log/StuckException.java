/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * A call of a backend that changes a span does not come back: nobody else may open the span before
 * it has.
 */
final class StuckException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient CompletableFuture<?> end;

  StuckException(String message, CompletableFuture<?> end) {
    super(message);
    this.end = end;
  }

  /** Completed when the call has come back, one way or the other. */
  CompletableFuture<?> end() {
    return end;
  }
}
