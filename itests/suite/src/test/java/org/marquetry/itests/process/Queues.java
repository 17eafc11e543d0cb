/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/** Reads whole queues with the real client and insists that they have no holes. */
public final class Queues {
  private static final int BATCH = 32;

  private Queues() {}

  /** All messages of a queue: one at each offset from the first to the last. */
  public static List<MessageExt> readWhole(DefaultMQPullConsumer consumer, MessageQueue queue)
      throws Exception {
    long min = consumer.minOffset(queue);
    long max = consumer.maxOffset(queue);
    List<MessageExt> messages = new ArrayList<>();
    long offset = min;
    while (offset < max) {
      PullResult result = consumer.pull(queue, "*", offset, BATCH);
      assertThat(result.getPullStatus())
          .as("pull of %s at %d of [%d, %d)", queue, offset, min, max)
          .isEqualTo(PullStatus.FOUND);
      for (MessageExt message : result.getMsgFoundList()) {
        assertThat(message.getQueueOffset()).as("offset in %s", queue).isEqualTo(offset);
        assertThat(message.getQueueId()).isEqualTo(queue.getQueueId());
        messages.add(message);
        offset++;
      }
      assertThat(result.getNextBeginOffset()).isEqualTo(offset);
    }
    return messages;
  }
}
