/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.Random;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;

/** Sends messages of numbered {@link Lines}, those of one line to one queue. For one thread. */
final class LineSender {

  private final Stage stage;
  private final Random random;
  private final String workload;
  private final String topic;
  private final int queues;
  private final int[] next;

  /**
   * @param workload whose messages they are
   * @param queues of the topic
   * @param lines at the same time
   */
  LineSender(Stage stage, Random random, String workload, String topic, int queues, int lines) {
    this.stage = stage;
    this.random = random;
    this.workload = workload;
    this.topic = topic;
    this.queues = queues;
    this.next = new int[lines];
  }

  /** Sends the next message of any line. */
  void send(DefaultMQProducer producer) throws InterruptedException {
    int line = random.nextInt(next.length);
    Message message = new Message(topic, Bodies.any(random));
    Lines.mark(message, line, next[line]++);
    stage.post(
        workload,
        message,
        each ->
            producer.send(
                each,
                (all, sent, id) ->
                    all.stream()
                        .filter(queue -> queue.getQueueId() == line % queues)
                        .findFirst()
                        .orElseThrow(),
                line));
  }
}
