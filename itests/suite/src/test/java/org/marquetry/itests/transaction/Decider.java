/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.transaction;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/**
 * Decides by what a message says: {@code keep…} is committed, {@code drop…} rolled back, all else
 * stays open for ever; with {@code later} in it only once it is asked. Thread-safe.
 */
public final class Decider implements TransactionListener {

  private final ConcurrentLinkedQueue<Question> questions = new ConcurrentLinkedQueue<>();

  /**
   * A question of the broker.
   *
   * @param ageMillis of the message when it was asked for
   */
  public record Question(String text, int times, long ageMillis) {}

  @Override
  public LocalTransactionState executeLocalTransaction(Message message, Object argument) {
    String text = new String(message.getBody(), StandardCharsets.UTF_8);
    return text.contains("later") ? LocalTransactionState.UNKNOW : decision(text);
  }

  @Override
  public LocalTransactionState checkLocalTransaction(MessageExt message) {
    String text = new String(message.getBody(), StandardCharsets.UTF_8);
    questions.add(
        new Question(
            text,
            Integer.parseInt(message.getProperty("TRANSACTION_CHECK_TIMES")),
            System.currentTimeMillis() - message.getBornTimestamp()));
    return decision(text);
  }

  private static LocalTransactionState decision(String text) {
    return text.startsWith("keep")
        ? LocalTransactionState.COMMIT_MESSAGE
        : text.startsWith("drop")
            ? LocalTransactionState.ROLLBACK_MESSAGE
            : LocalTransactionState.UNKNOW;
  }

  /** The questions for a message, in the order in which they came. */
  public List<Question> questions(String text) {
    return questions.stream().filter(question -> question.text().equals(text)).toList();
  }
}
