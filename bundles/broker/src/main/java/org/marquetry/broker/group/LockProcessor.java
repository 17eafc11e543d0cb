/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.group;

import com.google.gson.JsonObject;
import java.util.concurrent.Executor;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonText;
import org.marquetry.broker.pull.Membership;
import org.marquetry.broker.pull.Memberships;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;

/** Answers clients that lock and unlock queues to consume them in order. Thread-safe. */
public final class LockProcessor {

  private final QueueLocks locks;
  private final Memberships memberships;
  private final Runnable ownersOnDisk;

  /**
   * @param ownersOnDisk run before a client hears that it has a queue; may block
   */
  public LockProcessor(QueueLocks locks, Memberships memberships, Runnable ownersOnDisk) {
    this.locks = locks;
    this.memberships = memberships;
    this.ownersOnDisk = ownersOnDisk;
  }

  /**
   * @param executor may block
   */
  public void contribute(Processors.Builder builder, Executor executor) {
    builder
        .on(executor, RequestCode.LOCK_BATCH_MQ, this::lock)
        .on(executor, RequestCode.UNLOCK_BATCH_MQ, this::unlock);
  }

  private void lock(Request request) throws CommandException {
    JsonObject body = JsonFields.body(request.bodyBytes());
    String group = holder(required(body, "consumerGroup"), request);
    String client = required(body, "clientId");
    JsonText answer = new JsonText().object().name("lockOKMQSet").array();
    for (JsonObject object : JsonFields.objects(body, "mqSet")) {
      QueueLocks.Queue queue = queue(object);
      if (locks.lock(group, queue, client)) {
        answer.queue(queue.topic(), queue.broker(), queue.queueId());
      }
    }
    ownersOnDisk.run();
    request.reply(ResponseCode.SUCCESS).body(answer.end().end().bytes()).send();
  }

  private void unlock(Request request) throws CommandException {
    JsonObject body = JsonFields.body(request.bodyBytes());
    String group = holder(required(body, "consumerGroup"), request);
    String client = required(body, "clientId");
    for (JsonObject object : JsonFields.objects(body, "mqSet")) {
      locks.unlock(group, queue(object), client);
    }
    request.reply(ResponseCode.SUCCESS).send();
  }

  /** Whose locks they are: the group's, or in per-member mode the share's. */
  private String holder(String group, Request request) {
    Membership member = memberships.of(group, request.connection());
    return member == null ? group : member.name();
  }

  private static QueueLocks.Queue queue(JsonObject object) {
    return new QueueLocks.Queue(
        JsonFields.textOr(object, "topic", ""),
        JsonFields.textOr(object, "brokerName", ""),
        JsonFields.intOr(object, "queueId", 0));
  }

  private static String required(JsonObject body, String name) throws CommandException {
    String value = JsonFields.textOr(body, name, "");
    if (value.isEmpty()) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR, "the request body lacks the field <" + name + ">");
    }
    return value;
  }
}
