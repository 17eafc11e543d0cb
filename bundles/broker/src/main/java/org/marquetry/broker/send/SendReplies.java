/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import java.util.function.Consumer;
import org.marquetry.broker.intercept.InterceptedSend;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Reply;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.kernel.AppendStatus;
import org.marquetry.store.kernel.MessageStore;

/** Writes the replies to sends; each names the region, refusals too. Thread-safe. */
final class SendReplies {

  private static final FieldName MESSAGE_ID = new FieldName("msgId");
  private static final FieldName QUEUE_ID = new FieldName("queueId");
  private static final FieldName QUEUE_OFFSET = new FieldName("queueOffset");
  private static final FieldName TRANSACTION_ID = new FieldName("transactionId");
  private static final FieldName RECALL_HANDLE = new FieldName("recallHandle");
  private static final FieldName REGION = new FieldName("MSG_REGION");
  private static final FieldName TRACE_ON = new FieldName("TRACE_ON");

  private final String region;
  private final boolean traceOn;
  private final int maxBodyBytes;
  private final MessageStore store;
  private final Consumer<SendCommand> await;

  /**
   * @param await lets a send wait until the log is there
   */
  SendReplies(
      String region,
      boolean traceOn,
      int maxBodyBytes,
      MessageStore store,
      Consumer<SendCommand> await) {
    this.await = await;
    this.region = region;
    this.traceOn = traceOn;
    this.maxBodyBytes = maxBodyBytes;
    this.store = store;
  }

  /**
   * The message is in the log.
   *
   * @param reply begun with a code that says so
   * @param uniqueKey {@code null} for batches
   * @param recallHandle {@code null} for messages that cannot be taken back
   */
  void stored(
      Reply reply,
      String messageId,
      int queueId,
      long queueOffset,
      String uniqueKey,
      String recallHandle) {
    reply
        .field(MESSAGE_ID, messageId)
        .field(QUEUE_ID, queueId)
        .field(QUEUE_OFFSET, queueOffset)
        .field(TRANSACTION_ID, uniqueKey)
        .field(RECALL_HANDLE, recallHandle)
        .field(REGION, region)
        .field(TRACE_ON, traceOn)
        .send();
  }

  void refused(SendCommand command, int code, String remark) {
    command.reply(code).field(REGION, region).field(TRACE_ON, traceOn).remark(remark).send();
    InterceptedSend.Settled listener = command.takeListener();
    if (listener != null) {
      listener.settled(code, null, -1, -1);
    }
  }

  /** The store did not take the message; one that it may take in a moment waits. */
  void notStored(SendCommand command, AppendStatus status) {
    switch (status) {
      case AWAY -> await.accept(command);
      case MESSAGE_TOO_LARGE ->
          refused(
              command,
              ResponseCode.MESSAGE_ILLEGAL,
              "the message is illegal: its body is "
                  + command.body.remaining()
                  + " bytes long, the limit is "
                  + maxBodyBytes
                  + " (maxMessageSize)");
      case PROPERTIES_TOO_LARGE ->
          refused(
              command,
              ResponseCode.MESSAGE_ILLEGAL,
              "the message is illegal: its properties, with those that the broker adds, are longer"
                  + " than the limit of 32767 bytes");
      default -> unavailable(command, store.refusal());
    }
  }

  /**
   * @param reason {@code null} where it is not known
   */
  void unavailable(SendCommand command, String reason) {
    refused(
        command,
        ResponseCode.SERVICE_NOT_AVAILABLE,
        "service not available now: " + (reason == null ? "the store is closing" : reason));
  }
}
