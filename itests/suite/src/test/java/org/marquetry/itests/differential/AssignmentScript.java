/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.differential;

import static org.marquetry.itests.differential.Session.ext;
import static org.marquetry.itests.differential.Session.utf8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.marquetry.itests.wire.Wire;

/** Which queues a member is given, and whether it is to pull or to pop them. */
final class AssignmentScript implements Script {

  private static final String GROUP = "DiffAssigned";
  private static final String TOPIC = "AssignedTopic";
  private static final String SMALL = "AssignedSmall";
  private static final String LIGHT = "%LMQ%AssignedLight";
  private static final String RETRY = "%RETRY%" + GROUP;

  @Override
  public void speak(Session s) throws IOException {
    topics(s);
    beforeHeartbeats(s);
    List<Wire> members = new ArrayList<>();
    for (int number = 1; number <= 3; number++) {
      members.add(join(s, number));
    }
    s.until(s.route(), 105, ext("topic", RETRY), answer -> answer.getCode() == 0);
    strategies(s);
    oddQuestions(s);
    modes(s);
    popping(s, members);
  }

  private static void topics(Session s) throws IOException {
    s.ask("17 assigned topic", s.broker(), 17, SendScript.topic(TOPIC, 5, 6));
    s.ask("17 small assigned topic", s.broker(), 17, SendScript.topic(SMALL, 2, 6));
    s.ask("17 assigned topic, write only", s.broker(), 17, SendScript.topic("AssignedMute", 2, 2));
    for (String topic : List.of(TOPIC, SMALL, "AssignedMute")) {
      s.until(s.route(), 105, ext("topic", topic), answer -> answer.getCode() == 0);
    }
  }

  private static void beforeHeartbeats(Session s) throws IOException {
    s.ask(
        "200 group that is assigned",
        s.broker(),
        200,
        Map.of(),
        utf8("{\"groupName\":\"" + GROUP + "\",\"consumeEnable\":true,\"retryQueueNums\":1}"),
        BodyFormat.NONE);
    ask(s, "400 before heartbeats", TOPIC, GROUP, "client-1", "CLUSTERING", "AVG");
    ask(s, "400 unknown group", TOPIC, "NoSuchGroup8", "client-1", "CLUSTERING", "AVG");
    ask(s, "400 broadcasting before heartbeats", TOPIC, GROUP, "client-1", "BROADCASTING", "AVG");
    ask(s, "400 retry topic not yet there", RETRY, GROUP, "client-1", "CLUSTERING", "AVG");
  }

  private static Wire join(Session s, int number) throws IOException {
    Wire wire = s.anotherToBroker();
    s.ask("34 assigned member " + number, wire, 34, Map.of(), heartbeat(number), BodyFormat.NONE);
    return wire;
  }

  private static byte[] heartbeat(int number) {
    return utf8(
        ("{\"clientID\":\"client-%d\",\"consumerDataSet\":[{"
                + "\"consumeFromWhere\":\"CONSUME_FROM_FIRST_OFFSET\","
                + "\"consumeType\":\"CONSUME_PASSIVELY\",\"groupName\":\"%s\","
                + "\"messageModel\":\"CLUSTERING\",\"subscriptionDataSet\":[%s,%s,%s],"
                + "\"unitMode\":false}],\"heartbeatFingerprint\":0,\"producerDataSet\":[],"
                + "\"withoutSub\":false}")
            .formatted(
                number, GROUP, subscription(TOPIC), subscription(SMALL), subscription(RETRY)));
  }

  private static String subscription(String topic) {
    return ("{\"classFilterMode\":false,\"codeSet\":[],\"expressionType\":\"TAG\","
            + "\"subString\":\"*\",\"subVersion\":1,\"tagsSet\":[],\"topic\":\"%s\"}")
        .formatted(topic);
  }

  private static void strategies(Session s) throws IOException {
    for (String strategy : List.of("NO_SUCH", "AVG", "AVG_BY_CIRCLE", "CONFIG", "MACHINE_ROOM")) {
      for (String client : List.of("client-1", "client-2", "client-3", "client-4")) {
        ask(s, "400 " + strategy + " " + client, TOPIC, GROUP, client, "CLUSTERING", strategy);
      }
    }
    ask(s, "400 consistent hash", TOPIC, GROUP, "client-1", "CLUSTERING", "CONSISTENT_HASH");
    ask(s, "400 strategy in small letters", SMALL, GROUP, "client-1", "CLUSTERING", "avg");
    for (String client : List.of("client-1", "client-2", "client-3")) {
      ask(s, "400 few queues " + client, SMALL, GROUP, client, "CLUSTERING", "AVG");
      ask(s, "400 retry topic " + client, RETRY, GROUP, client, "CLUSTERING", "AVG");
    }
    ask(s, "400 broadcasting", TOPIC, GROUP, "client-1", "BROADCASTING", "AVG");
    ask(s, "400 broadcasting, no member", TOPIC, GROUP, "client-4", "BROADCASTING", "NO_SUCH");
  }

  private static void oddQuestions(Session s) throws IOException {
    ask(s, "400 unknown topic", "NoSuchTopic", GROUP, "client-1", "CLUSTERING", "AVG");
    ask(s, "400 unknown topic, broadcasting", "NoSuchTopic", GROUP, "c", "BROADCASTING", "AVG");
    ask(s, "400 topic of others", "DiffTopic", GROUP, "client-1", "CLUSTERING", "AVG");
    ask(s, "400 topic without readers", "AssignedMute", GROUP, "client-1", "CLUSTERING", "AVG");
    ask(
        s,
        "400 retry topic of no group",
        "%RETRY%NoSuchGroup8",
        "NoSuchGroup8",
        "client-1",
        "CLUSTERING",
        "AVG");
    ask(s, "400 light queue", LIGHT, GROUP, "client-1", "CLUSTERING", "AVG");
    ask(s, "400 light queue, second member", LIGHT, GROUP, "client-2", "CLUSTERING", "AVG");
    ask(s, "400 light queue, no member", LIGHT, GROUP, "client-4", "CLUSTERING", "AVG");
    ask(s, "400 light queue, unknown group", LIGHT, "NoSuchGroup8", "c", "CLUSTERING", "AVG");
    ask(s, "400 light queue, broadcasting", LIGHT, GROUP, "client-1", "BROADCASTING", "AVG");
    ask(s, "400 no strategy", SMALL, GROUP, "client-1", "CLUSTERING", null);
    ask(s, "400 no client", TOPIC, GROUP, null, "CLUSTERING", "AVG");
    ask(s, "400 no group", TOPIC, null, "client-1", "CLUSTERING", "AVG");
    ask(s, "400 no topic", null, GROUP, "client-1", "CLUSTERING", "AVG");
    ask(s, "400 no model", TOPIC, GROUP, "client-1", null, "AVG");
    ask(s, "400 strange model", TOPIC, GROUP, "client-1", "SHOUTING", "AVG");
    s.ask("400 without body", s.broker(), 400, Map.of(), BodyFormat.JSON);
    s.ask("400 broken body", s.broker(), 400, Map.of(), utf8("{oops"), BodyFormat.JSON);
  }

  private static void modes(Session s) throws IOException {
    s.ask("402 nothing said", s.broker(), 402, Map.of(), BodyFormat.JSON);
    mode(s, "401 retry topic", RETRY, GROUP, "POP", 0);
    mode(s, "401 unknown topic", "NoSuchTopic", GROUP, "POP", 0);
    mode(s, "401 unknown group", TOPIC, "NoSuchGroup3", "POP", 0);
    mode(s, "401 no topic", null, GROUP, "POP", 0);
    mode(s, "401 no mode", SMALL, GROUP, null, 0);
    mode(s, "401 strange mode", SMALL, GROUP, "PUSH", 0);
    s.ask("401 without body", s.broker(), 401, Map.of(), BodyFormat.JSON);
  }

  private static void popping(Session s, List<Wire> members) throws IOException {
    mode(s, "401 pop", TOPIC, GROUP, "POP", 0);
    ask(s, "400 pop any", TOPIC, GROUP, "client-1", "CLUSTERING", "AVG");
    ask(s, "400 pop any, no member", TOPIC, GROUP, "client-9", "CLUSTERING", "AVG");
    ask(s, "400 pop, unknown strategy", TOPIC, GROUP, "client-1", "CLUSTERING", "NO_SUCH");
    ask(s, "400 pop, broadcasting", TOPIC, GROUP, "client-1", "BROADCASTING", "AVG");
    ask(s, "400 pop, retry topic", RETRY, GROUP, "client-1", "CLUSTERING", "AVG");
    mode(s, "401 pop, shared by two", TOPIC, GROUP, "POP", 1);
    for (String client : List.of("client-1", "client-2", "client-3", "client-9")) {
      ask(s, "400 shared by two " + client, TOPIC, GROUP, client, "CLUSTERING", "AVG");
      ask(s, "400 circle by two " + client, TOPIC, GROUP, client, "CLUSTERING", "AVG_BY_CIRCLE");
    }
    mode(s, "401 pop few queues", SMALL, GROUP, "POP", 1);
    for (String client : List.of("client-1", "client-2", "client-3", "client-9")) {
      ask(s, "400 few popped queues " + client, SMALL, GROUP, client, "CLUSTERING", "AVG");
    }
    mode(s, "401 pop, shared by all", TOPIC, GROUP, "POP", 2);
    ask(s, "400 shared by all", TOPIC, GROUP, "client-2", "CLUSTERING", "AVG");
    s.ask("402 what was said", s.broker(), 402, Map.of(), BodyFormat.JSON);
    mode(s, "401 pull again", TOPIC, GROUP, "PULL", 0);
    mode(s, "401 pull few queues again", SMALL, GROUP, "PULL", 0);
    ask(s, "400 pulled again", TOPIC, GROUP, "client-1", "CLUSTERING", "AVG");
    s.ask(
        "35 assigned member leaves",
        members.get(0),
        35,
        ext("clientID", "client-1", "consumerGroup", GROUP));
    for (String client : List.of("client-1", "client-2", "client-3")) {
      ask(s, "400 after one left " + client, TOPIC, GROUP, client, "CLUSTERING", "AVG");
    }
  }

  private static void ask(
      Session s,
      String step,
      String topic,
      String group,
      String client,
      String model,
      String strategy)
      throws IOException {
    String body =
        object(
            "clientId", client,
            "consumerGroup", group,
            "messageModel", model,
            "strategyName", strategy,
            "topic", topic);
    s.ask(step, s.broker(), 400, Map.of(), utf8("{" + body + "}"), BodyFormat.JSON);
  }

  private static void mode(
      Session s, String step, String topic, String group, String mode, int sharing)
      throws IOException {
    String body = object("consumerGroup", group, "mode", mode, "topic", topic);
    s.ask(
        step,
        s.broker(),
        401,
        Map.of(),
        utf8("{" + body + ",\"popShareQueueNum\":" + sharing + "}"),
        BodyFormat.JSON);
  }

  /** Members from name, value, name, value…; without those that are null. */
  private static String object(String... namesAndValues) {
    List<String> members = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i + 1] != null) {
        members.add("\"" + namesAndValues[i] + "\":\"" + namesAndValues[i + 1] + "\"");
      }
    }
    return String.join(",", members);
  }
}
