/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.itests.differential.Session.ext;
import static org.marquetry.itests.differential.Session.utf8;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.marquetry.filter.sql.StoredMessage;
import org.marquetry.filter.sql.differential.Grammar;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.wire.Wire;

/**
 * The real broker and ours, with the plugin dropped into it, accept the same SQL92 expressions and
 * deliver the same messages. More expressions, or others, by {@code -Dsql.expressions=50000
 * -Dsql.seed=7}.
 */
class SqlFilterIT {

  private static final String TOPIC = "DiffSql";
  private static final int WITH_SUBSCRIPTION = 4;

  /** As many as the real broker delivers at once. */
  private static final int MESSAGES = 32;

  private static final long SEED = Long.getLong("sql.seed", 20261121);
  private static final int EXPRESSIONS = Integer.getInteger("sql.expressions", 10_000);

  /**
   * What a broker does with an expression.
   *
   * @param code of its answer to a consumer that asks whether it may subscribe
   * @param delivered offsets of the messages that a pull gets
   */
  private record Outcome(int code, List<Long> delivered) {}

  @Test
  void deliversWhatTheRealBrokerDelivers() throws Exception {
    Grammar grammar = new Grammar(SEED);
    List<StoredMessage> messages = grammar.messages(MESSAGES);
    List<String> differences = new ArrayList<>();
    int accepted = 0;
    try (Node reference =
            Nodes.reference("sql-reference", spec -> spec.with("enablePropertyFilter", "true"));
        DistributionNode ours = Nodes.distribution("sql-ours", spec -> spec)) {
      reference.start();
      ours.start();
      drop(ours);
      try (Wire theirs = Wire.to(reference.broker());
          Wire mine = Wire.to(ours.broker())) {
        store(theirs, messages);
        store(mine, messages);
        for (int i = 0; i < EXPRESSIONS && differences.size() < 10; i++) {
          String expression = grammar.expression();
          if (expression.startsWith("#!")) {
            // Ours looks for the filter of that name instead, and refuses it in other words.
            continue;
          }
          Outcome wanted = outcome(theirs, expression);
          Outcome had = outcome(mine, expression);
          accepted += wanted.code() == 0 ? 1 : 0;
          if (!wanted.equals(had)) {
            differences.add("«" + expression + "»: the real broker " + wanted + ", ours " + had);
          }
        }
      }
    }
    assertThat(differences).as("seed %d", SEED).isEmpty();
    assertThat(accepted).as("accepted of %d", EXPRESSIONS).isGreaterThan(EXPRESSIONS / 5);
  }

  private static void drop(DistributionNode node) throws Exception {
    try (Stream<Path> plugins = Files.list(node.home().resolve("plugins"))) {
      for (Path plugin : plugins.filter(path -> path.toString().contains("filter-sql")).toList()) {
        Files.copy(plugin, node.deployFolder().resolve(plugin.getFileName()));
      }
    }
    try (Wire broker = Wire.to(node.broker())) {
      Awaitility.await("the plugin takes SQL92 expressions")
          .until(() -> check(broker, "a = 1").get().getCode() == 0);
    }
  }

  private static void store(Wire broker, List<StoredMessage> messages) throws IOException {
    broker.call(17, SendScript.topic(TOPIC, 1, 6));
    for (StoredMessage message : messages) {
      RemotingCommand answer =
          broker.call(310, Sends.v2(TOPIC, 0, message.encoded()), utf8("body"));
      assertThat(answer.getCode()).as("answer to %s: %s", message, answer.getRemark()).isZero();
    }
    // The real broker builds its queues behind.
    Awaitility.await("all messages are in the queue")
        .until(
            () ->
                broker
                    .call(30, ext("topic", TOPIC, "queueId", 0))
                    .getExtFields()
                    .get("offset")
                    .equals(Integer.toString(MESSAGES)));
  }

  private static Outcome outcome(Wire broker, String expression) throws IOException {
    int code = Wire.await(check(broker, expression)).getCode();
    return new Outcome(code, code == 0 ? delivered(broker, expression) : List.of());
  }

  private static CompletableFuture<RemotingCommand> check(Wire broker, String expression)
      throws IOException {
    JsonObject subscription = new JsonObject();
    subscription.addProperty("classFilterMode", false);
    subscription.add("codeSet", new JsonArray());
    subscription.addProperty("expressionType", "SQL92");
    subscription.addProperty("subString", expression);
    subscription.addProperty("subVersion", 1);
    subscription.add("tagsSet", new JsonArray());
    subscription.addProperty("topic", TOPIC);
    JsonObject body = new JsonObject();
    body.addProperty("clientId", "client-1");
    body.addProperty("group", "DiffSqlGroup");
    body.addProperty("namespace", "");
    body.add("subscriptionData", subscription);
    return broker.send(broker.request(46, Map.of(), utf8(body.toString())));
  }

  private static List<Long> delivered(Wire broker, String expression) throws IOException {
    List<Long> offsets = new ArrayList<>();
    long next = 0;
    while (next < MESSAGES) {
      Map<String, String> header =
          PullScript.pull("DiffSqlGroup", TOPIC, 0, next, WITH_SUBSCRIPTION, 0, expression);
      header.put("expressionType", "SQL92");
      RemotingCommand answer = broker.call(11, header);
      if (answer.getBody() != null) {
        MessageDecoder.decodes(ByteBuffer.wrap(answer.getBody()), false)
            .forEach(message -> offsets.add(message.getQueueOffset()));
      }
      long begin = next;
      next = Long.parseLong(answer.getExtFields().get("nextBeginOffset"));
      assertThat(next).as("next offset by %s: %s", expression, answer).isGreaterThan(begin);
    }
    return offsets;
  }
}
