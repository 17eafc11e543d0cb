/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A reply being written, straight into a network buffer. Used by one thread, in this order: fields
 * and remark, then at most one kind of body, then {@link #send()}. The reply to a one-way request
 * can be written like any other and goes nowhere.
 */
@ProviderType
public interface Reply {

  /** {@code null} values are left out. */
  Reply field(FieldName name, String value);

  Reply field(FieldName name, long value);

  Reply field(FieldName name, boolean value);

  /** Text for people; {@code null} for none. */
  Reply remark(String remark);

  /** A body that is not used by anyone else any more. */
  Reply body(byte[] body);

  /**
   * Adds bytes to the body without copying them; may be called repeatedly.
   *
   * @param part from its position to its limit
   * @param release called once when the bytes are no longer needed, sent or not, on any thread
   */
  Reply part(ByteBuffer part, Runnable release);

  /** Hands the reply to the connection. Never blocks. */
  void send();
}
