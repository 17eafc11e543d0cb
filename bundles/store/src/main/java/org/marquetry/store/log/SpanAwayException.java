/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.io.IOException;

/**
 * A span cannot be read just now, because its backend is being replaced: it is likely to be back in
 * a moment.
 */
public final class SpanAwayException extends IOException {

  private static final long serialVersionUID = 1L;

  SpanAwayException(String message) {
    super(message);
  }
}
