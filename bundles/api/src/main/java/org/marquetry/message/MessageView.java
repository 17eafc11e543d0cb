/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.message;

import org.osgi.annotation.versioning.ProviderType;

/**
 * One stored message as a plugin sees it. Everything handed out is copied from the log, so nothing
 * can be changed or read after its time. Valid only during the call that it is given to; any use
 * after that throws {@link IllegalStateException}. To be used on the calling thread. Never blocks.
 *
 * <pre>{@code
 * byte[] color = PropertyText.name("color"); // once
 * PropertyText value = new PropertyText(); // once
 * boolean red = message.property(color, value) && value.toString().equals("red");
 * }</pre>
 */
@ProviderType
public interface MessageView {

  /** {@return the topic, as the consumer sees it} */
  String topic();

  /** {@return the number of the queue in its topic, from 0} */
  int queueId();

  /** {@return the index of the message in its queue, from 0} */
  long queueOffset();

  /**
   * {@return when the producer made the message, in milliseconds since 1970 by the producer's
   * clock}
   */
  long bornTimestamp();

  /** {@return when the broker stored the message, in milliseconds since 1970} */
  long storeTimestamp();

  /**
   * {@return how often the message was given back by a consumer of the group: 0 for a first
   * delivery}
   */
  int reconsumeTimes();

  /** {@return the producer's own flag} */
  int flag();

  /** {@return the bits of {@link SysFlag}} */
  int sysFlag();

  /**
   * Copies the value of a property; allocates only where {@code into} has to grow.
   *
   * @param name the property's name in UTF-8, as from {@link PropertyText#name}
   * @param into takes the value, in UTF-8
   * @return {@code false} where the message has no such property; {@code into} is then empty
   */
  boolean property(byte[] name, PropertyText into);

  /**
   * {@return the value of a property, newly made, or {@code null}}
   *
   * @param name of the property
   */
  String property(String name);

  /** {@return the length in bytes of the body as stored, compressed or not} */
  int storedBodyLength();

  /**
   * {@return the body as the producer wrote it, copied and, where the producer compressed it,
   * uncompressed}
   *
   * @throws IllegalStateException where the body cannot be uncompressed; the message says why
   */
  byte[] body();
}
