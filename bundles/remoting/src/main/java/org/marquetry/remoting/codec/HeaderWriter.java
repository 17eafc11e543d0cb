/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.codec;

import org.marquetry.remoting.FieldName;

/**
 * Writes headers of one serialize type: {@link #begin}, fields, {@link #end}. Stateless, so
 * thread-safe.
 */
public interface HeaderWriter {

  /** The writer of the type that a frame says it has; JSON for others. */
  static HeaderWriter of(byte type) {
    return type == Frame.ROCKETMQ ? BinaryHeaderWriter.INSTANCE : JsonHeaderWriter.INSTANCE;
  }

  void begin(HeaderOutput out, int code, int flag, int opaque);

  void field(HeaderOutput out, FieldName name, String value);

  void field(HeaderOutput out, FieldName name, long value);

  void field(HeaderOutput out, String name, String value);

  /**
   * Completes the header and the eight bytes before it.
   *
   * @param remark {@code null} for none
   */
  void end(HeaderOutput out, String remark, int bodyLength);
}
