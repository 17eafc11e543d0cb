/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/** What a producer needs to take a delayed message back. Immutable. */
public final class RecallHandles {

  private static final String VERSION = "v1";

  private final String brokerName;

  public RecallHandles(String brokerName) {
    this.brokerName = brokerName;
  }

  /**
   * What a handle says.
   *
   * @param dueMillis when the message is to be delivered, in milliseconds since 1970
   */
  public record Handle(String topic, String brokerName, long dueMillis, String uniqueKey) {}

  String of(String topic, long dueMillis, String uniqueKey) {
    String text = String.join(" ", VERSION, topic, brokerName, Long.toString(dueMillis), uniqueKey);
    return Base64.getUrlEncoder().encodeToString(text.getBytes(UTF_8));
  }

  /** Reads a handle; {@code null} where it is none. */
  public static Handle read(String text) {
    try {
      String[] parts = new String(Base64.getUrlDecoder().decode(text), UTF_8).split(" ", -1);
      return parts.length == 5 && parts[0].equals(VERSION)
          ? new Handle(parts[1], parts[2], Long.parseLong(parts[3]), parts[4])
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
