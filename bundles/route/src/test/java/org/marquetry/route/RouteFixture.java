/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.RequestProcessor;
import org.marquetry.route.FakeRequest.FakeReply;
import org.marquetry.system.Clock;
import org.marquetry.system.machine.FileDisk;

/** A route service without network, under a clock of its own. */
final class RouteFixture {

  static final String CLUSTER = "DefaultCluster";
  static final String ADDRESS = "127.0.0.1:10911";

  final SettableClock clock = new SettableClock();
  final RouteRegistry registry = new RouteRegistry(clock);
  final CurrentSettings settings;
  final FakeConnection connection = new FakeConnection();
  private final Map<Integer, RequestProcessor> processors = new HashMap<>();

  RouteFixture(Path directory, Map<String, String> given) throws IOException {
    settings = new CurrentSettings(given);
    KeyValueStore keyValues =
        KeyValueStore.open(new FileDisk(), clock, directory.resolve("kvConfig.json"));
    RouteRequests requests = new RouteRequests(registry, keyValues, settings, clock);
    processors.putAll(requests.quick());
    processors.putAll(requests.changing());
    processors.putAll(requests.slow());
  }

  FakeReply ask(int code, Map<String, String> fields) {
    return ask(code, fields, new byte[0], connection);
  }

  FakeReply ask(int code, Map<String, String> fields, String body) {
    return ask(code, fields, body.getBytes(UTF_8), connection);
  }

  /** Replies to exceptions as the server does. */
  FakeReply ask(int code, Map<String, String> fields, byte[] body, Connection from) {
    FakeRequest request = new FakeRequest(code, fields, body, from);
    try {
      processors.get(code).process(request);
    } catch (CommandException e) {
      request.reply(e.code()).remark(e.getMessage()).send();
    } catch (Exception e) {
      throw new AssertionError("request " + code + " failed", e);
    }
    return request.reply();
  }

  FakeReply register(Broker broker) {
    return ask(103, broker.fields(), broker.body().getBytes(UTF_8), broker.connection);
  }

  FakeReply route(String topic) {
    return ask(105, Map.of("topic", topic));
  }

  JsonObject routeOf(String topic) {
    FakeReply reply = route(topic);
    if (reply.code() != 0) {
      throw new AssertionError("no route of " + topic + ": " + reply.remark());
    }
    return JsonParser.parseString(reply.body()).getAsJsonObject();
  }

  int permOf(String topic) {
    return routeOf(topic)
        .getAsJsonArray("queueDatas")
        .get(0)
        .getAsJsonObject()
        .get("perm")
        .getAsInt();
  }

  Broker broker(String name, long id, String address) {
    return new Broker(name, id, address, connection);
  }

  /** The usual master with topics {@code T1} and {@code T2}. */
  Broker master() {
    return broker("b", 0, ADDRESS).topics("T1", "T2");
  }

  /** A broker's registration in the making. */
  static final class Broker {

    final Connection connection;
    private final Map<String, String> fields = new HashMap<>();
    private List<String> topics = List.of();
    private long stateVersion;
    private long counter = 1;

    Broker(String name, long id, String address, Connection connection) {
      this.connection = connection;
      fields.put("brokerName", name);
      fields.put("brokerId", Long.toString(id));
      fields.put("brokerAddr", address);
      fields.put("clusterName", CLUSTER);
      fields.put("haServerAddr", address + "2");
    }

    Broker topics(String... names) {
      topics = List.of(names);
      return this;
    }

    Broker counter(long value) {
      counter = value;
      return this;
    }

    Broker stateVersion(long value) {
      stateVersion = value;
      return this;
    }

    Broker field(String name, String value) {
      fields.put(name, value);
      return this;
    }

    Broker over(Connection other) {
      Broker same = new Broker("", 0, "", other);
      same.fields.putAll(fields);
      same.topics = topics;
      same.stateVersion = stateVersion;
      same.counter = counter;
      return same;
    }

    Map<String, String> fields() {
      return Map.copyOf(fields);
    }

    String version() {
      return "{\"counter\":" + counter + ",\"stateVersion\":" + stateVersion + ",\"timestamp\":7}";
    }

    String body() {
      StringBuilder table = new StringBuilder();
      for (String topic : topics) {
        table.append(table.length() == 0 ? "" : ",");
        table
            .append('"')
            .append(topic)
            .append("\":{\"attributes\":{},\"order\":false,\"perm\":6,\"readQueueNums\":4,")
            .append("\"topicFilterType\":\"SINGLE_TAG\",\"topicName\":\"")
            .append(topic)
            .append("\",\"topicSysFlag\":0,\"writeQueueNums\":4}");
      }
      return "{\"filterServerList\":[],\"topicConfigSerializeWrapper\":{\"dataVersion\":"
          + version()
          + ",\"topicConfigTable\":{"
          + table
          + "}}}";
    }

    byte[] compressedBody() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
        text(out, version());
        out.writeInt(topics.size());
        for (String topic : topics) {
          text(out, topic + " 4 4 6 SINGLE_TAG {}");
        }
        text(out, "[]");
        out.writeInt(0);
      }
      return bytes.toByteArray();
    }

    private static void text(DataOutputStream out, String text) throws IOException {
      byte[] bytes = text.getBytes(UTF_8);
      out.writeInt(bytes.length);
      out.write(bytes);
    }
  }

  /** Stands still unless told. */
  static final class SettableClock implements Clock {

    private long millis = 1_000_000;

    void advanceMillis(long by) {
      millis += by;
    }

    @Override
    public long millis() {
      return millis;
    }

    @Override
    public long nanos() {
      return millis * 1_000_000;
    }
  }
}
