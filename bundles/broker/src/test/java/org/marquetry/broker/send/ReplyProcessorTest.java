/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.BrokerFixture;
import org.marquetry.broker.fake.FakeConnection;
import org.marquetry.broker.fake.FakeGroups;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.broker.fake.ManualCalls;
import org.marquetry.broker.intercept.SendInterception;
import org.marquetry.message.PropertyBytes;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.Processors;

class ReplyProcessorTest {

  private static final String TOPIC = "DefaultCluster_REPLY_TOPIC";

  private BrokerFixture broker;
  private Processors processors;
  private Command answer = new Command(0, null, Map.of(), new byte[0]);

  @BeforeEach
  void open(@TempDir Path root) throws Exception {
    broker = new BrokerFixture(root);
    SendParts parts =
        new SendParts(
            broker.settings,
            broker.topics,
            new FakeGroups(),
            broker.store,
            new Parking(broker.store, broker.settings, broker.clock),
            broker.stats,
            new SendInterception(new ManualCalls<>(), id -> true, 10),
            broker.clock,
            broker.scheduler);
    ReplyProcessor replies = new ReplyProcessor(parts, broker.clients.producers(), broker.writer);
    replies.storeHost(new InetSocketAddress(InetAddress.getLoopbackAddress(), 10911));
    Processors.Builder builder = Processors.builder();
    replies.contribute(builder, Runnable::run);
    processors = builder.build();
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private FakeConnection requester() {
    FakeConnection connection = new FakeConnection();
    connection.peer(question -> CompletableFuture.completedFuture(answer));
    String body =
        "{\"clientID\":\"asker\",\"consumerDataSet\":[],"
            + "\"producerDataSet\":[{\"groupName\":\"PG\"}]}";
    broker.ask(FakeRequest.of(34).body(body).over(connection));
    return connection;
  }

  private static FakeRequest reply(String properties) {
    return FakeRequest.of(325)
        .with("a", "responders")
        .with("b", TOPIC)
        .with("c", "TBW102")
        .with("d", 4)
        .with("e", 0)
        .with("f", 0)
        .with("g", 1_000)
        .with("h", 3)
        .with("i", properties)
        .body("answer");
  }

  private static FakeRequest toAsker() {
    return reply("MSG_TYPE\1reply\2REPLY_TO_CLIENT\1asker\2CORRELATION_ID\1c\2");
  }

  @Test
  void passesTheReplyOnAndKeepsIt() {
    FakeConnection requester = requester();
    FakeReply reply = toAsker().answeredBy(processors);
    assertThat(reply.code()).isZero();
    assertThat(reply.field("queueOffset")).isEqualTo("0");
    assertThat(reply.field("msgId")).startsWith("7F00000100002A9F");
    assertThat(broker.bodies(TOPIC, 0)).containsExactly("answer");

    Command pushed = requester.sent().get(0);
    assertThat(pushed.code()).isEqualTo(326);
    assertThat(new String(pushed.body(), UTF_8)).isEqualTo("answer");
    assertThat(pushed.fields())
        .containsEntry("topic", TOPIC)
        .containsEntry("producerGroup", "responders")
        .containsEntry("flag", "3")
        .containsEntry("bornTimestamp", "1000")
        .containsEntry("storeHost", "127.0.0.1:10911")
        .containsKey("bornHost");
    assertThat(PropertyBytes.decode(pushed.fields().get("properties").getBytes(UTF_8)))
        .containsEntry("CORRELATION_ID", "c")
        .containsEntry("REPLY_TO_CLIENT", "asker")
        .containsKey("PUSH_REPLY_TIME");
  }

  @Test
  void saysThatTheRequesterIsGone() {
    FakeReply reply = toAsker().answeredBy(processors);
    assertThat(reply.code()).isEqualTo(1);
    assertThat(reply.remark()).isEqualTo("push reply message fail, channel of <asker> not found.");
    assertThat(broker.bodies(TOPIC, 0)).containsExactly("answer");

    FakeConnection requester = requester();
    requester.close();
    assertThat(toAsker().answeredBy(processors).code()).isEqualTo(1);
  }

  @Test
  void saysWhatTheRequesterAnswers() {
    requester();
    answer = new Command(1, "no such request", Map.of(), new byte[0]);
    assertThat(toAsker().answeredBy(processors).remark()).contains("asker").contains("answers 1");
  }

  @Test
  void saysThatTheReplyNamesNobody() {
    FakeReply reply = reply("MSG_TYPE\1reply\2").answeredBy(processors);
    assertThat(reply.code()).isEqualTo(1);
    assertThat(reply.remark()).contains("REPLY_TO_CLIENT");
  }

  @Test
  void keepsNothingWhereThatIsNotWanted() throws Exception {
    requester();
    broker.settings.change(Map.of("storeReplyMessageEnable", "false"));
    FakeReply reply = toAsker().answeredBy(processors);
    assertThat(reply.code()).isZero();
    assertThat(reply.field("msgId")).isEqualTo("0");
    assertThat(broker.bodies(TOPIC, 0)).isEmpty();
  }
}
