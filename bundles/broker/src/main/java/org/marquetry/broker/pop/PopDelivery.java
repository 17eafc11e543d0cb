/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.marquetry.broker.client.ClientAddress;
import org.marquetry.broker.filter.Chunk;
import org.marquetry.broker.intercept.InterceptedDelivery;
import org.marquetry.message.MessageRecord;

/** Messages that are about to be popped, as interceptors see them. Thread-safe. */
final class PopDelivery implements InterceptedDelivery {

  private final PopCommand command;
  private final PopSource source;
  private final ByteBuffer records;
  private final Runnable deliver;
  private final Consumer<String> holdBack;

  /**
   * Copies the messages.
   *
   * @param chosen indexes of the messages
   */
  PopDelivery(
      PopCommand command,
      PopSource source,
      Chunk chunk,
      int[] chosen,
      Runnable deliver,
      Consumer<String> holdBack) {
    this.command = command;
    this.source = source;
    this.deliver = deliver;
    this.holdBack = holdBack;
    int bytes = 0;
    for (int message : chosen) {
      bytes += chunk.size(message);
    }
    records = ByteBuffer.allocate(bytes);
    MessageRecord record = new MessageRecord();
    for (int message : chosen) {
      chunk.record(message, record);
      records.put(
          record
              .bytes()
              .duplicate()
              .limit(record.start() + record.size())
              .position(record.start()));
    }
    records.flip();
  }

  @Override
  public String group() {
    return command.group();
  }

  @Override
  public String topic() {
    return source.key().topic();
  }

  @Override
  public int queueId() {
    return source.key().queueId();
  }

  @Override
  public String clientAddress() {
    return ClientAddress.of(command.reply().connection());
  }

  @Override
  public ByteBuffer records() {
    return records;
  }

  @Override
  public void deliver() {
    deliver.run();
  }

  @Override
  public void holdBack(String reason) {
    holdBack.accept(reason);
  }

  @Override
  public void refuse(int code, String remark) {
    holdBack.accept(remark);
  }
}
