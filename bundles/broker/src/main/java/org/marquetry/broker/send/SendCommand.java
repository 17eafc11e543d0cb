/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.marquetry.broker.intercept.InterceptedSend;
import org.marquetry.remoting.ByteRange;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.PendingReply;
import org.marquetry.remoting.Reply;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;

/**
 * A send as it came: its header, its bytes and where its reply goes. Reusable while it refers to a
 * request; {@link #hold()} makes one that may be kept. Not thread-safe.
 */
final class SendCommand {

  /** First version that says itself how often a message may be retried. */
  private static final int OWN_RETRY_LIMIT_SINCE = 121;

  private static final byte[] NONE = {};

  private final ByteRange range = new ByteRange();
  private Request request;
  private PendingReply pending;
  private boolean mayBlock;
  private InterceptedSend.Settled listener;

  String topic;
  String defaultTopic;
  int defaultTopicQueues;
  int queueId;
  int sysFlag;
  long bornTimestamp;
  int flag;
  int reconsumeTimes;

  /** -1 where the producer does not say or is too old to be asked. */
  int maxReconsumeTimes;

  boolean batch;
  boolean oneWay;
  byte[] properties;
  int propertiesOffset;
  int propertiesLength;
  ByteBuffer body;
  Connection connection;

  /** Only of a copy. */
  String producerGroup;

  private SendFields fields;

  /**
   * @throws CommandException if the header lacks what every send has
   */
  void read(Request from) throws CommandException {
    request = from;
    pending = null;
    mayBlock = false;
    oneWay = from.oneWay();
    connection = from.connection();
    body = from.body();
    fields = longNames(from.code()) ? SendFields.LONG : SendFields.SHORT;
    topic = from.requiredSymbol(fields.topic());
    queueId = from.requiredInt(fields.queueId());
    sysFlag = from.requiredInt(fields.sysFlag());
    bornTimestamp = from.requiredLong(fields.bornTimestamp());
    flag = from.requiredInt(fields.flag());
    reconsumeTimes = from.intOr(fields.reconsumeTimes(), 0);
    batch = from.booleanOr(fields.batch(), from.code() == RequestCode.SEND_BATCH_MESSAGE);
    defaultTopic = from.symbol(fields.defaultTopic());
    defaultTopicQueues = from.intOr(fields.defaultTopicQueues(), 0);
    maxReconsumeTimes =
        from.version() >= OWN_RETRY_LIMIT_SINCE ? from.intOr(fields.maxReconsumeTimes(), -1) : -1;
    if (from.bytes(fields.properties(), range)) {
      properties = range.array;
      propertiesOffset = range.offset;
      propertiesLength = range.length;
    } else {
      properties = NONE;
      propertiesOffset = 0;
      propertiesLength = 0;
    }
  }

  private static boolean longNames(int code) {
    return code == RequestCode.SEND_MESSAGE || code == RequestCode.SEND_REPLY_MESSAGE;
  }

  /** A copy that stays valid; from now on the reply is given to it alone. */
  SendCommand hold() {
    SendCommand held = new SendCommand();
    held.topic = topic;
    held.defaultTopic = defaultTopic;
    held.defaultTopicQueues = defaultTopicQueues;
    held.queueId = queueId;
    held.sysFlag = sysFlag;
    held.bornTimestamp = bornTimestamp;
    held.flag = flag;
    held.reconsumeTimes = reconsumeTimes;
    held.maxReconsumeTimes = maxReconsumeTimes;
    held.batch = batch;
    held.oneWay = oneWay;
    held.properties = new byte[propertiesLength];
    System.arraycopy(properties, propertiesOffset, held.properties, 0, propertiesLength);
    held.propertiesLength = propertiesLength;
    held.body = ByteBuffer.wrap(request.bodyBytes());
    held.connection = connection;
    held.producerGroup = request.symbol(fields.producerGroup());
    held.pending = request.defer();
    return held;
  }

  /** Whether this is a copy that {@link #hold()} made. */
  boolean held() {
    return pending != null;
  }

  /** Whether the thread that is at it may wait for the disk: not an I/O thread. */
  boolean mayBlock() {
    return mayBlock;
  }

  /** Of a copy that is handed to a thread that may wait for the disk. */
  SendCommand onBlockingThread() {
    mayBlock = true;
    return this;
  }

  /** Of a copy: says who is to be told what became of it. */
  void onSettled(InterceptedSend.Settled value) {
    listener = value;
  }

  /** Whether someone is to be told what became of it. */
  boolean watched() {
    return listener != null;
  }

  /** Who is to be told, once, what became of it; {@code null} for nobody, and after it was told. */
  InterceptedSend.Settled takeListener() {
    InterceptedSend.Settled taken = listener;
    listener = null;
    return taken;
  }

  /** Begins the reply. */
  Reply reply(int code) {
    return pending != null ? pending.reply(code) : request.reply(code);
  }

  /** What a reply that is given later needs. */
  PendingReply pending() {
    return pending != null ? pending : request.defer();
  }

  InetSocketAddress peer() {
    return connection.remoteAddress();
  }

  /** Lets go of the request and its bytes. */
  void clear() {
    request = null;
    pending = null;
    connection = null;
    body = null;
    properties = NONE;
    propertiesLength = 0;
    range.array = null;
  }
}
