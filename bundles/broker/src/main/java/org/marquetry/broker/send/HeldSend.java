/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.marquetry.broker.client.ClientAddress;
import org.marquetry.broker.intercept.InterceptedSend;
import org.marquetry.message.PropertyBytes;
import org.marquetry.message.RecordLayout;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.ResponseCode;

/** A copy of a send that interceptors see. Thread-safe as long as its steps follow each other. */
final class HeldSend implements InterceptedSend {

  private final SendCommand command;
  private final SendReplies replies;
  private final BiConsumer<SendCommand, Runnable> store;
  private final int bytes;
  private volatile List<Part> parts;

  /** Where one message is: its body and its encoded properties. */
  private record Part(
      ByteBuffer body, byte[] properties, int propertiesOffset, int propertiesLength) {}

  /**
   * @param command a copy
   * @param store stores a command or refuses it, and then runs what it is given
   */
  HeldSend(SendCommand command, SendReplies replies, BiConsumer<SendCommand, Runnable> store) {
    this.command = command;
    this.replies = replies;
    this.store = store;
    this.bytes = command.body.remaining() + command.propertiesLength;
    this.parts = parts(command);
  }

  private static List<Part> parts(SendCommand command) {
    if (!command.batch) {
      return List.of(
          new Part(
              command.body,
              command.properties,
              command.propertiesOffset,
              command.propertiesLength));
    }
    List<Part> parts = new ArrayList<>();
    try {
      BatchCursor cursor = new BatchCursor().over(command.body);
      byte[] bytes = command.body.array();
      while (cursor.next()) {
        parts.add(
            new Part(
                command.body.slice(cursor.bodyAt, cursor.bodyLength),
                bytes,
                cursor.propertiesAt,
                cursor.propertiesLength));
      }
    } catch (CommandException e) {
      return List.of(); // The store refuses it for this very reason.
    }
    return parts;
  }

  @Override
  public String topic() {
    return command.topic;
  }

  @Override
  public int queueId() {
    return command.queueId;
  }

  @Override
  public String producerGroup() {
    return command.producerGroup == null ? "" : command.producerGroup;
  }

  @Override
  public String clientAddress() {
    return ClientAddress.of(command.connection);
  }

  @Override
  public int messages() {
    return parts.size();
  }

  @Override
  public Map<String, String> properties(int message) {
    Part part = parts.get(message);
    byte[] encoded = new byte[part.propertiesLength];
    System.arraycopy(part.properties, part.propertiesOffset, encoded, 0, encoded.length);
    return PropertyBytes.decode(encoded);
  }

  @Override
  public byte[] body(int message) {
    ByteBuffer body = parts.get(message).body;
    byte[] copy = new byte[body.remaining()];
    body.get(body.position(), copy);
    return copy;
  }

  @Override
  public int bytes() {
    return bytes;
  }

  @Override
  public void onSettled(Settled listener) {
    command.onSettled(listener);
  }

  @Override
  public void refuse(int code, String remark) {
    replies.refused(command, code, remark);
  }

  @Override
  public void store(List<Map<String, String>> added, Runnable next) {
    try {
      set(added);
    } catch (CommandException e) {
      replies.refused(command, e.code(), e.getMessage());
      next.run();
      return;
    }
    store.accept(command, next);
  }

  private void set(List<Map<String, String>> added) throws CommandException {
    if (added.stream().allMatch(Map::isEmpty)) {
      return;
    }
    List<Part> before = parts;
    List<byte[]> properties = new ArrayList<>();
    for (int i = 0; i < added.size(); i++) {
      Part part = before.get(i);
      byte[] set =
          PropertyEdit.set(
              part.properties, part.propertiesOffset, part.propertiesLength, added.get(i));
      if (set.length > RecordLayout.MAX_PROPERTIES) {
        throw new CommandException(
            ResponseCode.MESSAGE_ILLEGAL,
            "the message is illegal: its properties, with those that interceptors added, are "
                + set.length
                + " bytes long, the limit is "
                + RecordLayout.MAX_PROPERTIES);
      }
      properties.add(set);
    }
    if (command.batch) {
      command.body = rewritten(command.body, properties);
    } else {
      command.properties = properties.get(0);
      command.propertiesOffset = 0;
      command.propertiesLength = command.properties.length;
    }
    parts = parts(command);
  }

  /** A batch with other properties in its first messages. */
  private static ByteBuffer rewritten(ByteBuffer batch, List<byte[]> properties)
      throws CommandException {
    int length = batch.remaining();
    BatchCursor cursor = new BatchCursor().over(batch);
    for (byte[] set : properties) {
      cursor.next();
      length += set.length - cursor.propertiesLength;
    }
    ByteBuffer written = ByteBuffer.allocate(length);
    cursor.over(batch);
    for (byte[] set : properties) {
      cursor.next();
      written
          .putInt(cursor.size + set.length - cursor.propertiesLength)
          .put(batch.slice(cursor.at + 4, cursor.propertiesAt - 2 - cursor.at - 4))
          .putShort((short) set.length)
          .put(set);
    }
    int rest = cursor.at + cursor.size;
    return written.put(batch.slice(rest, batch.limit() - rest)).flip();
  }
}
