/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * The name of a header field, encoded once. Make constants of it: looking a field up compares bytes
 * and allocates nothing. Immutable.
 */
public final class FieldName {

  private final String text;
  private final byte[] bytes;

  public FieldName(String text) {
    this.text = text;
    this.bytes = text.getBytes(US_ASCII);
  }

  public String text() {
    return text;
  }

  /** The encoded name; shared, not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return text;
  }
}
