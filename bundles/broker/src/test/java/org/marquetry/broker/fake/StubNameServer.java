/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.RemotingServer;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ServerSettings;

/** A name server on a real socket that knows one broker. */
public final class StubNameServer implements AutoCloseable {

  private static final FieldName TOPIC = new FieldName("topic");
  private static final FieldName ADDRESS = new FieldName("brokerAddr");

  private final RemotingServer server;
  private final int port;

  /** Queues of each topic. */
  private final Map<String, Integer> topics = new ConcurrentHashMap<>();

  private volatile String broker;

  public StubNameServer() throws IOException {
    Processors processors =
        Processors.builder()
            .inline(RequestCode.REGISTER_BROKER, this::register)
            .inline(RequestCode.UNREGISTER_BROKER, this::unregister)
            .inline(RequestCode.GET_ROUTEINFO_BY_TOPIC, this::route)
            .inline(RequestCode.DELETE_TOPIC_IN_NAMESRV, this::forget)
            .build();
    server =
        new RemotingServer(
            ServerSettings.of("stub-name-server", "127.0.0.1", 0), processors, connection -> {});
    port = server.start();
  }

  public String address() {
    return "127.0.0.1:" + port;
  }

  public boolean knows(String topic) {
    return topics.containsKey(topic);
  }

  private void register(Request request) {
    JsonObject body =
        JsonParser.parseString(new String(request.bodyBytes(), UTF_8)).getAsJsonObject();
    JsonObject table =
        body.getAsJsonObject("topicConfigSerializeWrapper").getAsJsonObject("topicConfigTable");
    // First: whoever sees that a topic is known asks for its route.
    broker = request.text(ADDRESS);
    for (String topic : table.keySet()) {
      topics.put(topic, table.getAsJsonObject(topic).get("writeQueueNums").getAsInt());
    }
    request.reply(0).send();
  }

  private void unregister(Request request) {
    broker = null;
    topics.clear();
    request.reply(0).send();
  }

  private void forget(Request request) {
    topics.remove(request.text(TOPIC));
    request.reply(0).send();
  }

  private void route(Request request) {
    Integer queues = topics.get(request.text(TOPIC));
    if (queues == null || broker == null) {
      request.reply(17).remark("no route").send();
      return;
    }
    String body =
        "{\"brokerDatas\":[{\"brokerAddrs\":{0:\""
            + broker
            + "\"},\"brokerName\":\"broker-a\",\"cluster\":\"DefaultCluster\"}],\"queueDatas\":["
            + "{\"brokerName\":\"broker-a\",\"perm\":6,\"readQueueNums\":"
            + queues
            + ",\"writeQueueNums\":"
            + queues
            + "}]}";
    request.reply(0).body(body.getBytes(UTF_8)).send();
  }

  @Override
  public void close() {
    server.close();
  }
}
