/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.intercept;

import java.nio.ByteBuffer;

/** Messages that interceptors see before a consumer gets them. Thread-safe. */
public interface InterceptedDelivery {

  String group();

  String topic();

  int queueId();

  /** {@code host:port}. */
  String clientAddress();

  /** Their records, one after the other, copied: from 0 to the limit, at least one. */
  ByteBuffer records();

  /** Gives them to the consumer. One of the methods below is called once. */
  void deliver();

  /** Gives the consumer nothing for now: it asks again from the same offset. */
  void holdBack(String reason);

  /** Refuses the pull. */
  void refuse(int code, String remark);
}
