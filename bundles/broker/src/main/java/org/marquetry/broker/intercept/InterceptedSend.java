/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.intercept;

import java.util.List;
import java.util.Map;

/** A send, of one message or of a batch, that interceptors see before it is stored. Thread-safe. */
public interface InterceptedSend {

  String topic();

  /** As asked for; negative lets the broker choose. */
  int queueId();

  String producerGroup();

  /** {@code host:port}. */
  String clientAddress();

  /** Number of messages; 0 for a batch that cannot be read, which the store is to refuse. */
  int messages();

  /** Decoded anew. */
  Map<String, String> properties(int message);

  /** Copied anew. */
  byte[] body(int message);

  /** Memory that it takes, in bytes; always the same. */
  int bytes();

  /** Tells, once, what became of the send. To be called before it is stored or refused. */
  void onSettled(Settled listener);

  /** Refuses all of it. */
  void refuse(int code, String remark);

  /**
   * Stores all of it, or refuses what cannot be stored; replies. Does not block.
   *
   * @param added for each message the properties to be added, in the order of the messages; empty
   *     for none at all
   * @param next run once, on any thread, when the next send of the connection may be stored
   */
  void store(List<Map<String, String>> added, Runnable next);

  /** What became of a send. */
  @FunctionalInterface
  interface Settled {

    /**
     * On any thread; must not block.
     *
     * @param code response code; a message may be stored though it is not 0
     * @param messageId of a batch its messages' ids, separated by commas; {@code null} where
     *     nothing is stored
     * @param queueId negative where nothing is stored
     * @param queueOffset of a batch its first message's; negative where nothing is stored
     */
    void settled(int code, String messageId, int queueId, long queueOffset);
  }
}
