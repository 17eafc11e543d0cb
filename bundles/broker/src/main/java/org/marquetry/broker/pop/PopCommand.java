/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.PendingReply;
import org.marquetry.remoting.Request;

/**
 * What a consumer asks for; the same fields ask whether there is anything. Immutable but for the
 * reply, which is given once.
 *
 * @param queueId {@link #ANY} for any queue
 * @param mostMessages at least 1
 * @param pollMillis how long to wait for a message, 0 for not at all
 * @param bornTime when the client asked, in milliseconds since 1970 by its own clock
 * @param fromEnd where a group begins that is new to a queue: at its last message, else at its
 *     first
 * @param expressionType {@code null} for tags
 * @param expression {@code null} for all messages
 * @param attempt {@code null} for none: names a pop in order, that it may be asked for again
 */
record PopCommand(
    PendingReply reply,
    String group,
    String topic,
    int queueId,
    int mostMessages,
    long invisibleMillis,
    long pollMillis,
    long bornTime,
    boolean fromEnd,
    String expressionType,
    String expression,
    boolean ordered,
    String attempt) {

  static final int ANY = -1;

  private static final FieldName GROUP = new FieldName("consumerGroup");
  private static final FieldName TOPIC = new FieldName("topic");
  private static final FieldName QUEUE_ID = new FieldName("queueId");
  private static final FieldName MAX_MESSAGES = new FieldName("maxMsgNums");
  private static final FieldName INVISIBLE = new FieldName("invisibleTime");
  private static final FieldName POLL = new FieldName("pollTime");
  private static final FieldName BORN = new FieldName("bornTime");
  private static final FieldName INIT_MODE = new FieldName("initMode");
  private static final FieldName TYPE = new FieldName("expType");
  private static final FieldName EXPRESSION = new FieldName("exp");
  private static final FieldName ORDER = new FieldName("order");
  private static final FieldName ATTEMPT = new FieldName("attemptId");

  private static final int FROM_END = 1;

  /**
   * @throws CommandException if the header lacks what every pop has
   */
  static PopCommand pop(Request request) throws CommandException {
    return read(
        request,
        request.requiredInt(MAX_MESSAGES),
        request.requiredLong(INVISIBLE),
        request.requiredInt(INIT_MODE) == FROM_END);
  }

  /**
   * The question whether there is a message.
   *
   * @throws CommandException if the header lacks what every one has
   */
  static PopCommand notification(Request request) throws CommandException {
    return read(request, 1, 0, false);
  }

  /**
   * The question which messages come next.
   *
   * @throws CommandException if the header lacks what every one has
   */
  static PopCommand peek(Request request) throws CommandException {
    return new PopCommand(
        request.defer(),
        request.requiredSymbol(GROUP),
        request.requiredSymbol(TOPIC),
        request.requiredInt(QUEUE_ID),
        request.requiredInt(MAX_MESSAGES),
        0,
        0,
        0,
        false,
        null,
        null,
        false,
        null);
  }

  private static PopCommand read(
      Request request, int mostMessages, long invisibleMillis, boolean fromEnd)
      throws CommandException {
    String expression = request.text(EXPRESSION);
    return new PopCommand(
        request.defer(),
        request.requiredSymbol(GROUP),
        request.requiredSymbol(TOPIC),
        request.requiredInt(QUEUE_ID),
        mostMessages,
        invisibleMillis,
        Math.max(0, request.requiredLong(POLL)),
        request.requiredLong(BORN),
        fromEnd,
        request.text(TYPE),
        expression == null || expression.isEmpty() ? null : expression,
        request.booleanOr(ORDER, false),
        request.text(ATTEMPT));
  }
}
