/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import org.marquetry.message.PropertyBytes;
import org.marquetry.message.PropertyNames;

/** The properties that a broker adds to every message of a producer, encoded once. Immutable. */
final class BrokerProperties {

  private static final byte[] NO_DELAY =
      PropertyBytes.encode(Map.of(PropertyNames.DELAY_LEVEL, "-1"));

  private final byte[] always;

  BrokerProperties(String region, boolean traceOn, String cluster) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(PropertyNames.MSG_REGION, region);
    properties.put(PropertyNames.TRACE_ON, Boolean.toString(traceOn));
    properties.put(PropertyNames.CLUSTER, cluster);
    always = PropertyBytes.encode(properties);
  }

  /** Shared, not to be changed. */
  byte[] always() {
    return always;
  }

  /** Those and a unique key. */
  byte[] with(String uniqueKey) {
    byte[] key =
        (PropertyNames.UNIQUE_KEY
                + (char) PropertyNames.NAME_END
                + uniqueKey
                + (char) PropertyNames.VALUE_END)
            .getBytes(UTF_8);
    return join(always, key);
  }

  /** These and a mark that the message is not to be delayed, for dead letters. */
  static byte[] withoutDelay(byte[] properties) {
    return join(properties, NO_DELAY);
  }

  /**
   * Those of a half message: these, where it goes when it is committed, and its transaction.
   *
   * @param uniqueKey of the message
   */
  static byte[] ofHalf(byte[] properties, String uniqueKey, String topic, int queueId) {
    Map<String, String> half = new LinkedHashMap<>();
    half.put(PropertyNames.TRANSACTION_ID, uniqueKey);
    half.put(PropertyNames.REAL_TOPIC, topic);
    half.put(PropertyNames.REAL_QUEUE_ID, Integer.toString(queueId));
    return join(properties, PropertyBytes.encode(half));
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] joined = new byte[first.length + second.length];
    System.arraycopy(first, 0, joined, 0, first.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }
}
