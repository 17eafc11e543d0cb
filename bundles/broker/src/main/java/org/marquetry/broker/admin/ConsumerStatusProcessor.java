/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import org.marquetry.broker.client.ConsumerGroup;
import org.marquetry.broker.client.Member;
import org.marquetry.broker.json.JsonText;
import org.marquetry.broker.json.RawMember;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.PendingReply;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;

/** Asks the members of a group, for tools, how far each of them is. Thread-safe. */
final class ConsumerStatusProcessor {

  private static final FieldName TOPIC = new FieldName("topic");
  private static final FieldName GROUP = new FieldName("group");
  private static final FieldName CLIENT = new FieldName("clientAddr");

  private static final long TIMEOUT_MILLIS = 5_000;

  private final BrokerParts broker;

  ConsumerStatusProcessor(BrokerParts broker) {
    this.broker = broker;
  }

  void contribute(Processors.Builder builder, Executor executor) {
    builder.on(executor, RequestCode.INVOKE_BROKER_TO_GET_CONSUMER_STATUS, this::status);
  }

  private void status(Request request) throws CommandException {
    String topic = request.requiredText(TOPIC);
    String group = request.requiredText(GROUP);
    String client = request.text(CLIENT);
    ConsumerGroup online = broker.clients().consumers().online(group);
    if (online == null) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR,
          "No Any Consumer online in the consumer group: [" + group + "]");
    }
    Command question =
        Command.request(
            RequestCode.GET_CONSUMER_STATUS_FROM_CLIENT, Map.of("topic", topic, "group", group));
    SortedMap<String, String> tables = new ConcurrentSkipListMap<>();
    List<CompletableFuture<Void>> asked = new ArrayList<>();
    for (Member member : online.members()) {
      String id = member.clientId();
      if (client == null || client.isBlank() || client.equals(id)) {
        asked.add(
            member
                .connection()
                .call(question, TIMEOUT_MILLIS)
                .thenAccept(status -> take(tables, id, status)));
      }
    }
    PendingReply pending = request.defer();
    var unused =
        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
            .whenComplete((done, failure) -> reply(pending, tables, asked.size()));
  }

  private static void take(Map<String, String> tables, String clientId, Command status) {
    byte[] body = status.body();
    if (status.code() == ResponseCode.SUCCESS && body != null) {
      String table = RawMember.of(new String(body, UTF_8), "messageQueueTable");
      if (table != null) {
        tables.put(clientId, table);
      }
    }
  }

  /** Members that do not answer are left out, unless nobody does. */
  private static void reply(PendingReply pending, Map<String, String> tables, int asked) {
    if (tables.isEmpty() && asked > 0) {
      pending
          .reply(ResponseCode.CONSUME_MSG_TIMEOUT)
          .remark("none of " + asked + " consumers answers within " + TIMEOUT_MILLIS + " ms")
          .send();
      return;
    }
    JsonText body = new JsonText().object().name("consumerTable").object();
    tables.forEach((id, table) -> body.name(id).raw(table));
    body.end().name("messageQueueTable").object().end();
    pending.reply(ResponseCode.SUCCESS).body(body.end().bytes()).send();
  }
}
