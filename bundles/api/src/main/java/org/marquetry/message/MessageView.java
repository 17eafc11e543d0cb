/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.message;

import org.osgi.annotation.versioning.ProviderType;

/**
 * One stored message as a plugin sees it. Everything handed out is copied from the log, so nothing
 * can be changed or read after its time. Valid only during the call that it is given to; any use
 * after that throws {@link IllegalStateException}. To be used on the calling thread.
 */
@ProviderType
public interface MessageView {

  String topic();

  int queueId();

  /** Index of the message in its queue. */
  long queueOffset();

  /** When the producer made the message, in milliseconds since 1970 by the producer's clock. */
  long bornTimestamp();

  /** When the broker stored the message, in milliseconds since 1970. */
  long storeTimestamp();

  /** How often the message was given back by a consumer of the group: 0 for a first delivery. */
  int reconsumeTimes();

  /** The producer's own flag. */
  int flag();

  /** Bits of {@link SysFlag}. */
  int sysFlag();

  /**
   * Copies the value of a property; allocates only where {@code into} has to grow.
   *
   * @param name the property's name in UTF-8, as from {@link PropertyText#name}
   * @return {@code false} where the message has no such property; {@code into} is then empty
   */
  boolean property(byte[] name, PropertyText into);

  /** The value of a property, newly made, or {@code null}. */
  String property(String name);

  /** Length in bytes of the body as stored, compressed or not. */
  int storedBodyLength();

  /**
   * The body as the producer wrote it, copied and, where the producer compressed it, uncompressed.
   *
   * @throws IllegalStateException where the body cannot be uncompressed; the message says why
   */
  byte[] body();
}
