/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.message;

/** Names of message properties that the broker reads or writes. Source: {@code MessageConst}. */
public final class PropertyNames {

  public static final String KEYS = "KEYS";
  public static final String TAGS = "TAGS";
  public static final String WAIT_STORE_OK = "WAIT";
  public static final String DELAY_LEVEL = "DELAY";
  public static final String RETRY_TOPIC = "RETRY_TOPIC";
  public static final String REAL_TOPIC = "REAL_TOPIC";
  public static final String REAL_QUEUE_ID = "REAL_QID";
  public static final String TRANSACTION_PREPARED = "TRAN_MSG";
  public static final String ORIGIN_MESSAGE_ID = "ORIGIN_MESSAGE_ID";
  public static final String MSG_REGION = "MSG_REGION";
  public static final String TRACE_ON = "TRACE_ON";
  public static final String UNIQUE_KEY = "UNIQ_KEY";
  public static final String CLUSTER = "CLUSTER";
  public static final String TIMER_DELAY_SEC = "TIMER_DELAY_SEC";
  public static final String TIMER_DELAY_MS = "TIMER_DELAY_MS";
  public static final String TIMER_DELIVER_MS = "TIMER_DELIVER_MS";
  public static final String POP_CHECKPOINT = "POP_CK";

  /** Stands between a property's name and its value. */
  public static final byte NAME_END = 1;

  /** Stands after a property's value; the last one may lack it. */
  public static final byte VALUE_END = 2;

  private PropertyNames() {}
}
