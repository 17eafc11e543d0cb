/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.message;

/** Names of message properties that the broker reads or writes. Source: {@code MessageConst}. */
public final class PropertyNames {

  /** Keys to look the message up by, with blanks between them. */
  public static final String KEYS = "KEYS";

  /** The tag that consumers filter by. */
  public static final String TAGS = "TAGS";

  /** Whether the producer waits until the message is durable; {@code true} where it is missing. */
  public static final String WAIT_STORE_OK = "WAIT";

  /** Delay level, 1 to 18. */
  public static final String DELAY_LEVEL = "DELAY";

  /** Topic of a message that comes again, before it went to the retry topic. */
  public static final String RETRY_TOPIC = "RETRY_TOPIC";

  /** Topic of a message that is kept elsewhere for a while, as for a delay. */
  public static final String REAL_TOPIC = "REAL_TOPIC";

  /** Queue of such a message. */
  public static final String REAL_QUEUE_ID = "REAL_QID";

  /** {@code true} for the half message of a transaction. */
  public static final String TRANSACTION_PREPARED = "TRAN_MSG";

  /** Unique key of a transactional message, as the broker notes it. */
  public static final String TRANSACTION_ID = "__transactionId__";

  /** Of a half message that was stored anew: where in their queue it was first. */
  public static final String PREPARED_QUEUE_OFFSET = "TRAN_PREPARED_QUEUE_OFFSET";

  /** How often the producers of a transactional message were asked what became of it. */
  public static final String TRANSACTION_CHECK_TIMES = "TRANSACTION_CHECK_TIMES";

  /** Seconds in which the producers of a transactional message are not asked. */
  public static final String CHECK_IMMUNITY_SECONDS = "CHECK_IMMUNITY_TIME_IN_SECONDS";

  /** Group of the producer of a transactional message. */
  public static final String PRODUCER_GROUP = "PGROUP";

  /** Client id of the producer that waits for a reply. */
  public static final String REPLY_TO_CLIENT = "REPLY_TO_CLIENT";

  /** When the broker passed a reply on, in milliseconds since 1970. */
  public static final String PUSH_REPLY_TIME = "PUSH_REPLY_TIME";

  /** Offset id of the first delivery of a message that comes again. */
  public static final String ORIGIN_MESSAGE_ID = "ORIGIN_MESSAGE_ID";

  /** Region of the broker. */
  public static final String MSG_REGION = "MSG_REGION";

  /** Whether the delivery is to be traced. */
  public static final String TRACE_ON = "TRACE_ON";

  /** Id that the producer gave the message. */
  public static final String UNIQUE_KEY = "UNIQ_KEY";

  /** Cluster of the broker. */
  public static final String CLUSTER = "CLUSTER";

  /** Delay in seconds. */
  public static final String TIMER_DELAY_SEC = "TIMER_DELAY_SEC";

  /** Delay in milliseconds. */
  public static final String TIMER_DELAY_MS = "TIMER_DELAY_MS";

  /** When to deliver, in milliseconds since 1970. */
  public static final String TIMER_DELIVER_MS = "TIMER_DELIVER_MS";

  /** What clients of other makes call an absolute delivery time. */
  public static final String START_DELIVER_TIME = "__STARTDELIVERTIME";

  /** When a parked message is due, in milliseconds since 1970. */
  public static final String TIMER_OUT_MS = "TIMER_OUT_MS";

  /** When a delivered message was parked, in milliseconds since 1970. */
  public static final String TIMER_ENQUEUE_MS = "TIMER_ENQUEUE_MS";

  /** When it was delivered, in milliseconds since 1970. */
  public static final String TIMER_DEQUEUE_MS = "TIMER_DEQUEUE_MS";

  /** How often a parked message was parked again since it waits for long. */
  public static final String TIMER_ROLL_TIMES = "TIMER_ROLL_TIMES";

  /** Unique key of the parked message that a message cancels. */
  public static final String TIMER_DELETE_KEY = "TIMER_DEL_UNIQKEY";

  /** Receipt of a message that was popped. */
  public static final String POP_CHECKPOINT = "POP_CK";

  /** Names of the light queues that a message goes into besides its own, separated by commas. */
  public static final String LIGHT_QUEUES = "INNER_MULTI_DISPATCH";

  /** Index of the message in each of them, in the same order, as the broker notes it. */
  public static final String LIGHT_OFFSETS = "INNER_MULTI_QUEUE_OFFSET";

  /** Messages with the same one are meant to stay in order. */
  public static final String SHARDING_KEY = "__SHARDINGKEY";

  /** Number of the queue that a message goes into: the higher, the sooner it is popped. */
  public static final String PRIORITY = "_SYS_MSG_PRIORITY_";

  /** Stands between a property's name and its value. */
  public static final byte NAME_END = 1;

  /** Stands after a property's value; the last one may lack it. */
  public static final byte VALUE_END = 2;

  private PropertyNames() {}
}
