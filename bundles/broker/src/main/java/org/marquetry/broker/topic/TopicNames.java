/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.topic;

import java.util.Set;
import org.marquetry.store.light.LightQueues;

/** Names of topics that mean something to a broker, and what a name may look like. Stateless. */
public final class TopicNames {

  public static final String RETRY_PREFIX = "%RETRY%";
  public static final String DEAD_LETTER_PREFIX = "%DLQ%";

  /** The template of topics that are created by sending to them. */
  public static final String AUTO_CREATE = "TBW102";

  /** Where messages wait for their delay level. */
  public static final String SCHEDULE = "SCHEDULE_TOPIC_XXXX";

  public static final String BENCHMARK = "BenchmarkTest";
  public static final String SELF_TEST = "SELF_TEST_TOPIC";
  public static final String OFFSET_MOVED = "OFFSET_MOVED_EVENT";
  public static final String TRACE = "RMQ_SYS_TRACE_TOPIC";
  public static final String HALF = "RMQ_SYS_TRANS_HALF_TOPIC";
  public static final String OP_HALF = "RMQ_SYS_TRANS_OP_HALF_TOPIC";
  public static final String ROCKSDB_HALF = "RMQ_SYS_ROCKSDB_TRANS_HALF_TOPIC";
  public static final String ROCKSDB_OP_HALF = "RMQ_SYS_ROCKSDB_TRANS_OP_HALF_TOPIC";
  public static final String CHECK_MAX_TIME = "TRANS_CHECK_MAX_TIME_TOPIC";

  /** Topics of the broker itself begin with this. */
  public static final String SYSTEM_PREFIX = "rmq_sys_";

  public static final String TIMER = SYSTEM_PREFIX + "wheel_timer";
  public static final String REVIVE_PREFIX = SYSTEM_PREFIX + "REVIVE_LOG_";
  public static final String MEMBER_SYNC_PREFIX = SYSTEM_PREFIX + "SYNC_BROKER_MEMBER_";
  public static final String REPLY_SUFFIX = "_REPLY_TOPIC";

  /** Longest topic name that users may choose. */
  public static final int MAX_LENGTH = 127;

  /** Longest name of a topic made from a group's name. */
  public static final int MAX_LENGTH_OF_GROUP = 255;

  private static final Set<String> SYSTEM =
      Set.of(
          AUTO_CREATE,
          SCHEDULE,
          BENCHMARK,
          HALF,
          OP_HALF,
          ROCKSDB_HALF,
          ROCKSDB_OP_HALF,
          TRACE,
          CHECK_MAX_TIME,
          SELF_TEST,
          OFFSET_MOVED);

  private static final Set<String> NOT_FOR_PRODUCERS =
      Set.of(
          SCHEDULE,
          HALF,
          OP_HALF,
          CHECK_MAX_TIME,
          SELF_TEST,
          OFFSET_MOVED,
          ROCKSDB_HALF,
          ROCKSDB_OP_HALF);

  private TopicNames() {}

  /** Whether brokers of any name know this topic as theirs; see {@link TopicTable#system}. */
  static boolean reserved(String topic) {
    return SYSTEM.contains(topic) || topic.startsWith(SYSTEM_PREFIX);
  }

  /** Whether only the broker itself may write to this topic. */
  public static boolean closedToProducers(String topic) {
    return NOT_FOR_PRODUCERS.contains(topic);
  }

  public static boolean isLight(String topic) {
    return LightQueues.named(topic);
  }

  /**
   * Whether messages of a topic may go into light queues too. Those that only pass through it, or
   * come again, have gone there or will.
   */
  public static boolean fansOut(String topic) {
    return !isLight(topic) && !isRetry(topic) && !isDeadLetter(topic) && !reserved(topic);
  }

  public static String retryOf(String group) {
    return RETRY_PREFIX + group;
  }

  public static String deadLetterOf(String group) {
    return DEAD_LETTER_PREFIX + group;
  }

  public static boolean isRetry(String topic) {
    return topic.startsWith(RETRY_PREFIX);
  }

  public static boolean isDeadLetter(String topic) {
    return topic.startsWith(DEAD_LETTER_PREFIX);
  }

  /** The group of a retry topic. */
  public static String groupOf(String retryTopic) {
    return retryTopic.substring(RETRY_PREFIX.length());
  }

  /** What is wrong with a topic's name, {@code null} if nothing is. */
  public static String problem(String topic) {
    if (topic.isBlank()) {
      return "The specified topic is blank.";
    }
    int longest = isRetry(topic) || isDeadLetter(topic) ? MAX_LENGTH_OF_GROUP : MAX_LENGTH;
    if (topic.length() > longest) {
      return "The specified topic is longer than topic max length " + longest + ".";
    }
    return badCharacter(topic)
        ? "The specified topic["
            + topic
            + "] contains illegal characters, allowing only"
            + " ^[%|a-zA-Z0-9_-]+$"
        : null;
  }

  /** Whether a topic's or group's name has a character that none may have. */
  public static boolean badCharacter(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '-'
              || c == '%'
              || c == '|';
      if (!allowed) {
        return true;
      }
    }
    return false;
  }
}
