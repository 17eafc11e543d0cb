/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.PendingReply;
import org.marquetry.remoting.Reply;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;

/**
 * A pull as it came and where its reply goes. Reusable while it refers to a request; {@link
 * #hold()} makes one that may be kept. Not thread-safe.
 */
final class PullCommand {

  private static final FieldName GROUP = new FieldName("consumerGroup");
  private static final FieldName TOPIC = new FieldName("topic");
  private static final FieldName QUEUE_ID = new FieldName("queueId");
  private static final FieldName QUEUE_OFFSET = new FieldName("queueOffset");
  private static final FieldName MAX_MESSAGES = new FieldName("maxMsgNums");
  private static final FieldName MAX_BYTES = new FieldName("maxMsgBytes");
  private static final FieldName SYS_FLAG = new FieldName("sysFlag");
  private static final FieldName COMMIT_OFFSET = new FieldName("commitOffset");
  private static final FieldName SUSPEND_MILLIS = new FieldName("suspendTimeoutMillis");
  private static final FieldName SUBSCRIPTION = new FieldName("subscription");
  private static final FieldName SUB_VERSION = new FieldName("subVersion");
  private static final FieldName EXPRESSION_TYPE = new FieldName("expressionType");

  private static final int COMMITS = 1;
  private static final int MAY_SUSPEND = 2;
  private static final int HAS_SUBSCRIPTION = 4;

  private Request request;
  private PendingReply pending;
  private int flags;

  String group;
  String topic;
  int queueId;
  long queueOffset;
  int maxMessages;
  int maxBytes;
  long commitOffset;
  long suspendMillis;

  /** Only where {@link #hasSubscription()}; {@code null} for all messages. */
  String expression;

  /** {@code null} for tags. */
  String expressionType;

  long subscriptionVersion;
  boolean lite;

  /**
   * @throws CommandException if the header lacks what every pull has
   */
  void read(Request from) throws CommandException {
    request = from;
    pending = null;
    lite = from.code() == RequestCode.LITE_PULL_MESSAGE;
    group = from.requiredSymbol(GROUP);
    topic = from.requiredSymbol(TOPIC);
    queueId = from.requiredInt(QUEUE_ID);
    queueOffset = from.requiredLong(QUEUE_OFFSET);
    maxMessages = Math.max(1, from.requiredInt(MAX_MESSAGES));
    flags = from.requiredInt(SYS_FLAG);
    commitOffset = commits() ? from.requiredLong(COMMIT_OFFSET) : 0;
    suspendMillis = from.longOr(SUSPEND_MILLIS, 0);
    subscriptionVersion = from.longOr(SUB_VERSION, 0);
    int wantedBytes = from.intOr(MAX_BYTES, Integer.MAX_VALUE);
    maxBytes = wantedBytes > 0 ? wantedBytes : Integer.MAX_VALUE;
    expression = hasSubscription() ? from.symbol(SUBSCRIPTION) : null;
    expressionType = hasSubscription() ? from.symbol(EXPRESSION_TYPE) : null;
  }

  /** A copy that stays valid; from now on the reply is given to it alone. */
  PullCommand hold() {
    PullCommand held = new PullCommand();
    held.group = group;
    held.topic = topic;
    held.queueId = queueId;
    held.queueOffset = queueOffset;
    held.maxMessages = maxMessages;
    held.maxBytes = maxBytes;
    held.commitOffset = commitOffset;
    held.suspendMillis = suspendMillis;
    held.expression = expression;
    held.expressionType = expressionType;
    held.subscriptionVersion = subscriptionVersion;
    held.lite = lite;
    held.flags = flags;
    held.pending = request.defer();
    return held;
  }

  /** Whether this is a copy that {@link #hold()} made. */
  boolean held() {
    return pending != null;
  }

  boolean commits() {
    return (flags & COMMITS) != 0;
  }

  boolean maySuspend() {
    return (flags & MAY_SUSPEND) != 0;
  }

  boolean hasSubscription() {
    return (flags & HAS_SUBSCRIPTION) != 0;
  }

  Reply reply(int code) {
    return pending != null ? pending.reply(code) : request.reply(code);
  }

  /**
   * Of a held command: goes on when its consumer reads what it is sent, at once if it does.
   *
   * @param step must not block
   */
  void inTurn(Runnable step) {
    if (pending.takeTurn(step)) {
      step.run();
    }
  }

  /** Like {@link #inTurn}, but does nothing if it is the command's turn. */
  boolean takeTurn(Runnable later) {
    return pending.takeTurn(later);
  }

  /** Of a held command: it waits for something else than its consumer. */
  void yieldTurn() {
    pending.yieldTurn();
  }

  /** Of a held command: whether its reply would still reach anyone. */
  boolean wanted() {
    return pending.wanted();
  }

  Connection connection() {
    return pending != null ? pending.connection() : request.connection();
  }

  /** Lets go of the request. */
  void clear() {
    request = null;
    pending = null;
  }
}
