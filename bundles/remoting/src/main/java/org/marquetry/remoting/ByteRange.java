/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

/** A part of an array, to be filled in by {@link Request#bytes}. Reusable, not thread-safe. */
public final class ByteRange {

  public byte[] array;
  public int offset;
  public int length;
}
