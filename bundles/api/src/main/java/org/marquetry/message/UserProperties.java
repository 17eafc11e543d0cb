/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.message;

import java.util.Set;

/**
 * Which properties applications and plugins may set: any but those that the protocol gives a
 * meaning, the very names that RocketMQ's clients refuse to their users. Stateless.
 */
public final class UserProperties {

  /** Source: RocketMQ's {@code MessageConst}. */
  private static final Set<String> RESERVED =
      Set.of(
          "KEYS",
          "TAGS",
          "WAIT",
          "DELAY",
          "RETRY_TOPIC",
          "ORIGIN_GROUP",
          "REAL_TOPIC",
          "REAL_QID",
          "TRAN_MSG",
          "PGROUP",
          "MIN_OFFSET",
          "MAX_OFFSET",
          "BUYER_ID",
          "ORIGIN_MESSAGE_ID",
          "TRANSFER_FLAG",
          "CORRECTION_FLAG",
          "MQ2_FLAG",
          "RECONSUME_TIME",
          "MSG_REGION",
          "TRACE_ON",
          "UNIQ_KEY",
          "TRANS_OFFSET",
          "EXTEND_UNIQ_INFO",
          "MAX_RECONSUME_TIMES",
          "CONSUME_START_TIME",
          "_SYS_MSG_PRIORITY_",
          "INNER_NUM",
          "INNER_BASE",
          "DUP_INFO",
          "CHECK_IMMUNITY_TIME_IN_SECONDS",
          "TRAN_PREPARED_QUEUE_OFFSET",
          "__transactionId__",
          "TRANSACTION_CHECK_TIMES",
          "INSTANCE_ID",
          "CORRELATION_ID",
          "REPLY_TO_CLIENT",
          "TTL",
          "ARRIVE_TIME",
          "PUSH_REPLY_TIME",
          "CLUSTER",
          "MSG_TYPE",
          "POP_CK",
          "POP_CK_OFFSET",
          "1ST_POP_TIME",
          "__SHARDINGKEY",
          "__LITE_TOPIC",
          "PROPERTY_FORWARD_QUEUE_ID",
          "REDIRECT",
          "INNER_MULTI_DISPATCH",
          "INNER_MULTI_QUEUE_OFFSET",
          "TRACE_CONTEXT",
          "TIMER_DELAY_SEC",
          "TIMER_DELIVER_MS",
          "__BORNHOST",
          "BORN_TIMESTAMP",
          "E_T",
          "TIMER_ENQUEUE_MS",
          "TIMER_DEQUEUE_MS",
          "TIMER_ROLL_TIMES",
          "TIMER_OUT_MS",
          "TIMER_DEL_UNIQKEY",
          "TIMER_ROLL_LABEL",
          "TIMER_DELAY_LEVEL",
          "TIMER_DELAY_MS",
          "__CRC32#",
          "DLQ_ORIGIN_TOPIC",
          "DLQ_ORIGIN_MESSAGE_ID");

  private static final String RESERVED_PREFIX = "__RMQ.";

  private UserProperties() {}

  /**
   * {@return whether the protocol gives the name a meaning: such a property is the producer's
   * alone}
   *
   * @param name of a property
   */
  public static boolean reserved(String name) {
    return RESERVED.contains(name) || name.startsWith(RESERVED_PREFIX);
  }

  /**
   * Does nothing if a property may be set like this.
   *
   * @param name of the property
   * @param value of the property
   * @throws IllegalArgumentException if the name is reserved, or if name or value is empty, {@code
   *     null} or has a character that ends names or values
   */
  public static void check(String name, String value) {
    checkText("name", name);
    checkText("value of property " + name, value);
    if (reserved(name)) {
      throw new IllegalArgumentException(
          "property " + name + " is reserved: the protocol gives it a meaning; use another name");
    }
  }

  private static void checkText(String what, String text) {
    if (text == null || text.isEmpty()) {
      throw new IllegalArgumentException("the " + what + " is empty");
    }
    if (text.indexOf(PropertyNames.NAME_END) >= 0 || text.indexOf(PropertyNames.VALUE_END) >= 0) {
      throw new IllegalArgumentException(
          "the " + what + " has a character 1 or 2: these end names and values");
    }
  }
}
