/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import java.util.List;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Reply;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.PullBatch;

/** Writes the replies to pulls. Stateless. */
final class PullReplies {

  private static final FieldName BROKER_ID = new FieldName("suggestWhichBrokerId");
  private static final FieldName NEXT_OFFSET = new FieldName("nextBeginOffset");
  private static final FieldName MIN_OFFSET = new FieldName("minOffset");
  private static final FieldName MAX_OFFSET = new FieldName("maxOffset");
  private static final FieldName TOPIC_FLAG = new FieldName("topicSysFlag");
  private static final FieldName GROUP_FLAG = new FieldName("groupSysFlag");
  private static final FieldName FORBIDDEN_TYPE = new FieldName("forbiddenType");

  private PullReplies() {}

  /** Gives the batch's views away; the batch is empty afterwards. */
  static void found(PullCommand command, PullChecks.Grant grant, PullBatch batch) {
    found(command, grant, batch.views(), batch.nextOffset(), batch.minOffset(), batch.maxOffset());
    batch.clear();
  }

  /** Gives the views away. */
  static void found(
      PullCommand command,
      PullChecks.Grant grant,
      List<LogView> views,
      long next,
      long min,
      long max) {
    Reply reply = result(command.reply(ResponseCode.SUCCESS), grant, next, min, max);
    for (LogView view : views) {
      reply.part(view.buffer(), view::release);
    }
    reply.send();
  }

  /** A result without messages. */
  static void nothing(
      PullCommand command,
      PullChecks.Grant grant,
      int code,
      String remark,
      long next,
      long min,
      long max) {
    result(command.reply(code), grant, next, min, max).remark(remark).send();
  }

  private static Reply result(Reply reply, PullChecks.Grant grant, long next, long min, long max) {
    return reply
        .field(BROKER_ID, 0)
        .field(NEXT_OFFSET, next)
        .field(MIN_OFFSET, min)
        .field(MAX_OFFSET, max)
        .field(TOPIC_FLAG, grant.topicSysFlag)
        .field(GROUP_FLAG, grant.groupSysFlag);
  }

  static void refused(PullCommand command, PullRefusal refusal) {
    Reply reply = command.reply(refusal.code());
    if (refusal.forbiddenType() != PullRefusal.NO_TYPE) {
      reply.field(FORBIDDEN_TYPE, refusal.forbiddenType());
    }
    reply.remark(refusal.getMessage()).send();
  }
}
