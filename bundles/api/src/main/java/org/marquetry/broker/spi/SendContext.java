/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.spi;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A message on its way into the broker. Valid during the call; for the calling thread.
 *
 * <pre>{@code
 * if (context.topic().equals("Orders") && !context.properties().containsKey("KEYS")) {
 *   context.refuse("an order needs a key");
 * }
 * }</pre>
 */
@ProviderType
public interface SendContext {

  /** {@return the topic that the client sends to} */
  String topic();

  /** {@return the queue that the client asked for; negative lets the broker choose} */
  int queueId();

  /** {@return the producer group that the client names} */
  String producerGroup();

  /** {@return {@code host:port} of the client} */
  String clientAddress();

  /**
   * {@return the message's properties, with what interceptors before this one added; cannot be
   * changed}
   */
  Map<String, String> properties();

  /** {@return the body as sent, compressed or not: a copy} */
  byte[] body();

  /**
   * Sets a property, in {@link SendInterceptor#beforeSend} only.
   *
   * @param name of the property
   * @param value new or in place of the one that is there
   * @throws IllegalArgumentException if {@link org.marquetry.message.UserProperties#check} does not
   *     let it pass: a name that the protocol gives a meaning, or text that cannot be stored
   * @throws IllegalStateException after the message was stored or refused
   */
  void property(String name, String value);

  /**
   * Refuses the message, in {@link SendInterceptor#beforeSend} only: nothing is stored and no
   * further interceptor is asked.
   *
   * @param reason told to the client
   * @throws IllegalStateException after the message was stored or refused
   */
  void refuse(String reason);
}
