/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

import java.io.IOException;
import java.util.concurrent.Executor;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;

/** Takes what producers say about their transactions. Thread-safe. */
final class EndTransactionProcessor {

  private static final FieldName GROUP = new FieldName("producerGroup");
  private static final FieldName QUEUE_OFFSET = new FieldName("tranStateTableOffset");
  private static final FieldName POSITION = new FieldName("commitLogOffset");
  private static final FieldName DECISION = new FieldName("commitOrRollback");
  private static final FieldName ASKED = new FieldName("fromTransactionCheck");
  private static final FieldName MESSAGE_ID = new FieldName("msgId");
  private static final int POSITION_DIGITS = 16;

  private final Transactions transactions;

  EndTransactionProcessor(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * @param executor bounded; may block
   */
  void contribute(Processors.Builder builder, Executor executor, Executor administrative) {
    builder
        .on(executor, RequestCode.END_TRANSACTION, this::end)
        .on(administrative, RequestCode.RESUME_CHECK_HALF_MESSAGE, this::resume);
  }

  private void end(Request request) throws CommandException {
    int code = request.requiredInt(DECISION);
    Decision decision = Decision.of(code);
    if (decision == null) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR,
          "commitOrRollback is " + code + ": 8 commits, 12 rolls back, 0 says unknown");
    }
    String group = request.requiredText(GROUP);
    long position = request.requiredLong(POSITION);
    long offset = request.requiredLong(QUEUE_OFFSET);
    boolean asked = request.booleanOr(ASKED, false);
    Ended ended;
    try {
      ended = transactions.end(position, offset, group, decision, !asked);
    } catch (IOException e) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR, "the transaction stays undecided: " + e.getMessage());
    }
    String refusal = refusal(ended, position);
    if (refusal != null) {
      throw new CommandException(
          ended == Ended.TOO_LATE ? ResponseCode.ILLEGAL_OPERATION : ResponseCode.SYSTEM_ERROR,
          refusal);
    }
    request.reply(ResponseCode.SUCCESS).send();
  }

  private static String refusal(Ended ended, long position) {
    return switch (ended) {
      case COMMITTED, ROLLED_BACK, UNDECIDED -> null;
      case NOT_FOUND ->
          "Find prepared transaction message failed: there is none at position " + position;
      case WRONG_GROUP -> "The producer group wrong";
      case WRONG_OFFSET -> "The transaction state table offset wrong";
      case TOO_LATE ->
          "Message commit fail [producer end]: CHECK_IMMUNITY_TIME_IN_SECONDS is over, the broker"
              + " asks";
      case DECIDED_BEFORE ->
          "the transaction of the half message at position " + position + " was ended before";
    };
  }

  private void resume(Request request) throws CommandException {
    String id = request.requiredText(MESSAGE_ID);
    boolean resumed;
    try {
      int digits = id.length() - POSITION_DIGITS;
      resumed = digits > 0 && transactions.resume(Long.parseLong(id.substring(digits), 16));
    } catch (NumberFormatException e) {
      resumed = false;
    } catch (IOException e) {
      throw new CommandException(ResponseCode.SYSTEM_ERROR, e.getMessage());
    }
    if (!resumed) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR,
          "Put message back to RMQ_SYS_TRANS_HALF_TOPIC failed: no undecided half message has the"
              + " offset message id "
              + id);
    }
    request.reply(ResponseCode.SUCCESS).send();
  }
}
