/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.differential;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.apache.rocketmq.remoting.protocol.SerializeType;
import org.awaitility.Awaitility;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.wire.Wire;

/** The conversation with one node: speaks the script and writes down every answer. */
final class Session implements AutoCloseable {
  /** Long enough for a loaded machine, short enough for the steps that expect nothing. */
  private static final Duration PUSH_PATIENCE = Duration.ofSeconds(10);

  /** Long enough for a push that follows its cause at once. */
  private static final Duration NO_PUSH_PATIENCE = Duration.ofSeconds(1);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Node node;
  private final Wire route;
  private final Wire broker;
  private final List<Wire> further = new ArrayList<>();
  private final List<Answer> answers = new ArrayList<>();
  private final Set<String> steps = new HashSet<>();

  Session(Node node) throws IOException {
    this.node = node;
    this.route = Wire.to(node.nameServer());
    this.broker = Wire.to(node.broker());
  }

  Node node() {
    return node;
  }

  Wire route() {
    return route;
  }

  Wire broker() {
    return broker;
  }

  /** One more connection to the broker: one more client. */
  Wire anotherToBroker() throws IOException {
    return anotherToBroker(SerializeType.JSON);
  }

  Wire anotherToBroker(SerializeType type) throws IOException {
    Wire wire = Wire.to(node.broker(), type);
    further.add(wire);
    return wire;
  }

  List<Answer> answers() {
    return answers;
  }

  /** Extension fields from name, value, name, value… */
  static Map<String, String> ext(Object... namesAndValues) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(namesAndValues[i].toString(), namesAndValues[i + 1].toString());
    }
    return fields;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  RemotingCommand ask(
      String step, Wire wire, int code, Map<String, String> ext, byte[] body, BodyFormat format)
      throws IOException {
    return ask(step, wire, wire.request(code, ext, body), format);
  }

  RemotingCommand ask(String step, Wire wire, int code, Map<String, String> ext, BodyFormat format)
      throws IOException {
    return ask(step, wire, code, ext, null, format);
  }

  /** A question whose answer has no body worth reading. */
  RemotingCommand ask(String step, Wire wire, int code, Map<String, String> ext)
      throws IOException {
    return ask(step, wire, code, ext, null, BodyFormat.NONE);
  }

  RemotingCommand ask(String step, Wire wire, RemotingCommand request, BodyFormat format)
      throws IOException {
    return record(step, wire.send(request), format);
  }

  /** Writes down an answer that was asked for earlier. */
  RemotingCommand record(String step, CompletableFuture<RemotingCommand> answer, BodyFormat format)
      throws IOException {
    RemotingCommand command = Wire.await(answer);
    add(answerOf(step, command, format));
    return command;
  }

  /** Writes down whether an answer is there already. */
  void recordWhetherDone(String step, CompletableFuture<RemotingCommand> answer) {
    Answer none = Answer.none(step);
    none.fields().put("answer", answer.isDone() ? "there" : "none");
    add(none);
  }

  /** Writes down the next request that the broker sends us on a connection, and returns it. */
  RemotingCommand recordPushed(String step, Wire wire) throws IOException {
    return recordPushed(step, wire, BodyFormat.NONE);
  }

  RemotingCommand recordPushed(String step, Wire wire, BodyFormat format) throws IOException {
    return recordPushed(step, wire, format, PUSH_PATIENCE);
  }

  /** As {@link #recordPushed}, where the broker has no reason to send anything. */
  void recordWhetherPushed(String step, Wire wire) throws IOException {
    recordPushed(step, wire, BodyFormat.NONE, NO_PUSH_PATIENCE);
  }

  private RemotingCommand recordPushed(String step, Wire wire, BodyFormat format, Duration patience)
      throws IOException {
    try {
      RemotingCommand pushed = wire.nextPushed(patience);
      add(pushed == null ? Answer.none(step) : answerOf(step, pushed, format));
      return pushed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Waits, unrecorded, until the broker answers a question as wanted. */
  void until(Wire wire, int code, Map<String, String> ext, Predicate<RemotingCommand> wanted) {
    Awaitility.await("code " + code + " " + ext + " as wanted by the script")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> wanted.test(wire.call(code, ext)));
  }

  /** Waits, unrecorded, until a queue ends at an offset: the reference builds its queues behind. */
  void untilEnd(String topic, int queueId, long offset) {
    until(
        broker,
        30,
        ext("topic", topic, "queueId", queueId),
        answer -> Long.toString(offset).equals(answer.getExtFields().get("offset")));
  }

  private Answer answerOf(String step, RemotingCommand command, BodyFormat format) {
    int port = node.spec().brokerPort();
    return Answer.of(step, command, format, node.spec().routePort(), port, port + 1);
  }

  private void add(Answer answer) {
    if (!steps.add(answer.step())) {
      throw new IllegalStateException("two steps are called '" + answer.step() + "'");
    }
    answers.add(answer);
  }

  @Override
  public void close() {
    route.close();
    broker.close();
    further.forEach(Wire::close);
  }
}
