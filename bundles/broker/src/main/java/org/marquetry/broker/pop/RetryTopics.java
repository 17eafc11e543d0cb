/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import org.marquetry.broker.topic.TopicNames;

/** Where popped messages go that were not acknowledged: a topic for each group and topic. */
final class RetryTopics {

  private RetryTopics() {}

  /** RocketMQ's name, of its first version. */
  static String of(String group, String topic) {
    return TopicNames.retryOf(group) + "_" + topic;
  }

  /** RocketMQ's name, of its second version: read but not written. */
  static String second(String group, String topic) {
    return TopicNames.retryOf(group) + "+" + topic;
  }

  /**
   * The topic in which a receipt's message is.
   *
   * @param topic as the client names it, the original or the retry topic
   */
  static String named(Receipt receipt, String group, String topic) {
    if (TopicNames.isRetry(topic)) {
      return topic;
    }
    return switch (receipt.flag()) {
      case Receipt.RETRY -> of(group, topic);
      case Receipt.RETRY_V2 -> second(group, topic);
      default -> topic;
    };
  }
}
