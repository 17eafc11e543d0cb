/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.spi;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** A message on its way into the broker. Valid during the call; for the calling thread. */
@ProviderType
public interface SendContext {

  String topic();

  /** The queue that the client asked for; negative lets the broker choose. */
  int queueId();

  String producerGroup();

  /** {@code host:port} of the client. */
  String clientAddress();

  /** The message's properties, with what interceptors before this one added; cannot be changed. */
  Map<String, String> properties();

  /** The body as sent, compressed or not: a copy. */
  byte[] body();

  /**
   * Sets a property, in {@link SendInterceptor#beforeSend} only.
   *
   * @throws IllegalArgumentException if the name or value is empty or has the characters 1 or 2
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
