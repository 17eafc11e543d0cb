/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.differential;

import static org.marquetry.itests.differential.SendScript.TOPIC;
import static org.marquetry.itests.differential.Sends.properties;
import static org.marquetry.itests.differential.Sends.uniqueKey;
import static org.marquetry.itests.differential.Sends.v2;
import static org.marquetry.itests.differential.Session.ext;
import static org.marquetry.itests.differential.Session.utf8;

import java.io.IOException;
import java.util.Map;
import org.marquetry.itests.wire.Wire;

/** Consumer groups: membership, what the broker tells the members, locks, send-back. */
final class GroupScript implements Script {
  private static final String GROUP = "DiffGroup";

  @Override
  public void speak(Session s) throws IOException {
    groups(s);
    membership(s);
    locks(s);
    sendBack(s);
    delayed(s);
  }

  private static void groups(Session s) throws IOException {
    Wire broker = s.broker();
    s.ask(
        "200 create",
        broker,
        200,
        Map.of(),
        utf8(
            "{\"groupName\":\"Handmade\",\"consumeEnable\":true,\"consumeBroadcastEnable\":false,\"consumeFromMinEnable\":true,\"retryQueueNums\":2,\"retryMaxTimes\":3,\"brokerId\":0,\"whichBrokerWhenConsumeSlowly\":1}"),
        BodyFormat.NONE);
    s.ask("352 group", broker, 352, ext("group", "Handmade"), BodyFormat.JSON);
    s.ask("352 unknown", broker, 352, ext("group", "NoSuchGroup2"), BodyFormat.JSON);
    s.ask(
        "200 illegal name",
        broker,
        200,
        Map.of(),
        utf8("{\"groupName\":\"no blanks please\"}"),
        BodyFormat.NONE);
    s.ask(
        "200 name too long",
        broker,
        200,
        Map.of(),
        utf8("{\"groupName\":\"" + "g".repeat(300) + "\"}"),
        BodyFormat.NONE);
    s.ask("200 without body", broker, 200, Map.of());
    s.ask("200 broken body", broker, 200, Map.of(), utf8("{oops"), BodyFormat.NONE);
    s.ask(
        "200 forbidding group",
        broker,
        200,
        Map.of(),
        utf8("{\"groupName\":\"Forbidden\",\"consumeEnable\":false}"),
        BodyFormat.NONE);
    s.ask(
        "11 group that may not consume",
        broker,
        11,
        PullScript.pull("Forbidden", TOPIC, 0, 0, 4, 0, "*"),
        BodyFormat.MESSAGES);
    s.ask("207 delete", broker, 207, ext("groupName", "Forbidden", "cleanOffset", "true"));
    s.ask("207 unknown", broker, 207, ext("groupName", "NoSuchGroup3"));
    s.ask("207 without name", broker, 207, Map.of());
  }

  private static byte[] heartbeat(
      String client, String model, String topic, String expression, long version) {
    String tags = expression.equals("*") ? "" : "\"" + expression + "\"";
    String codes = expression.equals("*") ? "" : Integer.toString(expression.hashCode());
    return utf8(
        "{\"clientID\":\""
            + client
            + "\",\"consumerDataSet\":[{\"consumeFromWhere\":\"CONSUME_FROM_FIRST_OFFSET\",\"consumeType\":\"CONSUME_PASSIVELY\",\"groupName\":\""
            + GROUP
            + "\",\"messageModel\":\""
            + model
            + "\",\"subscriptionDataSet\":[{\"classFilterMode\":false,\"codeSet\":["
            + codes
            + "],\"expressionType\":\"TAG\",\"subString\":\""
            + expression
            + "\",\"subVersion\":"
            + version
            + ",\"tagsSet\":["
            + tags
            + "],\"topic\":\""
            + topic
            + "\"}],\"unitMode\":false}],\"heartbeatFingerprint\":0,\"producerDataSet\":[{\"groupName\":\"DiffProducers\"}],\"withoutSub\":false}");
  }

  private static void membership(Session s) throws IOException {
    Wire one = s.anotherToBroker();
    Wire two = s.anotherToBroker();
    s.ask("38 nobody", one, 38, ext("consumerGroup", GROUP), BodyFormat.JSON);
    s.ask("203 nobody", one, 203, ext("consumerGroup", GROUP), BodyFormat.JSON);
    s.ask(
        "34 first",
        one,
        34,
        Map.of(),
        heartbeat("client-1", "CLUSTERING", TOPIC, "*", 1),
        BodyFormat.NONE);
    s.recordPushed("40 to the first", one);
    s.ask(
        "34 unchanged",
        one,
        34,
        Map.of(),
        heartbeat("client-1", "CLUSTERING", TOPIC, "*", 1),
        BodyFormat.NONE);
    s.ask(
        "34 second",
        two,
        34,
        Map.of(),
        heartbeat("client-2", "CLUSTERING", TOPIC, "*", 1),
        BodyFormat.NONE);
    s.recordPushed("40 to the first about the second", one);
    s.recordPushed("40 to the second", two);
    s.ask("38 two", one, 38, ext("consumerGroup", GROUP), BodyFormat.JSON);
    s.ask("203 two", one, 203, ext("consumerGroup", GROUP), BodyFormat.JSON);
    s.ask("204 producers", one, 204, ext("producerGroup", "DiffProducers"), BodyFormat.JSON);
    s.ask("204 unknown", one, 204, ext("producerGroup", "NoProducers"), BodyFormat.JSON);
    s.ask("352 group made by a heartbeat", one, 352, ext("group", GROUP), BodyFormat.JSON);
    s.ask(
        "351 retry topic made by a heartbeat",
        one,
        351,
        ext("topic", "%RETRY%" + GROUP),
        BodyFormat.JSON);
    s.until(s.route(), 105, ext("topic", "%RETRY%" + GROUP), answer -> answer.getCode() == 0);
    s.ask("105 retry topic", s.route(), 105, ext("topic", "%RETRY%" + GROUP), BodyFormat.JSON);
    s.ask("345 subscription", one, 345, ext("group", GROUP, "topic", TOPIC), BodyFormat.JSON);
    s.ask("345 unknown group", one, 345, ext("group", "NoGroup", "topic", TOPIC), BodyFormat.JSON);
    s.ask("300 who consumes", one, 300, ext("topic", TOPIC), BodyFormat.JSON);
    s.ask("300 unknown topic", one, 300, ext("topic", "NoSuchTopic"), BodyFormat.JSON);

    s.ask(
        "11 with the subscription of the heartbeat",
        one,
        11,
        subscribedPull(1),
        BodyFormat.MESSAGES);
    s.ask("11 with a newer subscription", one, 11, subscribedPull(9), BodyFormat.MESSAGES);
    Map<String, String> other = subscribedPull(1);
    other.put("topic", "FourQueues");
    s.ask("11 topic not subscribed to", one, 11, other, BodyFormat.MESSAGES);
    s.ask(
        "34 changed subscription",
        one,
        34,
        Map.of(),
        heartbeat("client-1", "CLUSTERING", TOPIC, "A", 2),
        BodyFormat.NONE);
    s.recordWhetherPushed("40 to the first about a change", one);
    s.recordWhetherPushed("40 to the second about a change", two);
    s.ask("11 filtered by the heartbeat", one, 11, subscribedPull(2), BodyFormat.MESSAGES);

    s.ask(
        "35 second leaves",
        two,
        35,
        ext("clientID", "client-2", "consumerGroup", GROUP, "producerGroup", "DiffProducers"));
    s.recordPushed("40 to the first about a leave", one);
    s.ask("38 one", one, 38, ext("consumerGroup", GROUP), BodyFormat.JSON);
    s.ask("35 unknown client", two, 35, ext("clientID", "client-9", "consumerGroup", "NoGroup"));
    s.ask("35 without fields", two, 35, Map.of());
    s.ask(
        "34 second joins again",
        two,
        34,
        Map.of(),
        heartbeat("client-2", "CLUSTERING", TOPIC, "A", 2),
        BodyFormat.NONE);
    s.recordPushed("40 to the first about a return", one);
    two.close();
    s.recordPushed("40 to the first about a lost connection", one);
    s.ask("38 after a lost connection", one, 38, ext("consumerGroup", GROUP), BodyFormat.JSON);

    s.ask("34 empty body", one, 34, Map.of());
    s.ask("34 broken body", one, 34, Map.of(), utf8("{\"clientID\":"), BodyFormat.NONE);
    s.ask(
        "34 without client id",
        one,
        34,
        Map.of(),
        utf8("{\"consumerDataSet\":[],\"producerDataSet\":[]}"),
        BodyFormat.NONE);
    s.ask(
        "34 unknown fields",
        one,
        34,
        Map.of(),
        utf8(
            "{\"clientID\":\"client-1\",\"novel\":{\"a\":[1,2]},\"producerDataSet\":[{\"groupName\":\"P\"}]}"),
        BodyFormat.NONE);
    s.ask("38 without group", one, 38, Map.of(), BodyFormat.JSON);
    s.ask("46 tag expression", one, 46, Map.of(), checkClient("TAG", "A || B"), BodyFormat.NONE);
    s.ask("46 SQL92 expression", one, 46, Map.of(), checkClient("SQL92", "a > 1"), BodyFormat.NONE);
    s.ask(
        "46 unknown expression type",
        one,
        46,
        Map.of(),
        checkClient("NOVEL", "a"),
        BodyFormat.NONE);
    s.ask("46 without body", one, 46, Map.of());
    s.ask(
        "35 first leaves",
        one,
        35,
        ext("clientID", "client-1", "consumerGroup", GROUP, "producerGroup", "DiffProducers"));
    s.ask("38 nobody left", one, 38, ext("consumerGroup", GROUP), BodyFormat.JSON);
  }

  private static byte[] checkClient(String type, String expression) {
    return utf8(
        "{\"clientId\":\"client-1\",\"group\":\""
            + GROUP
            + "\",\"namespace\":\"\",\"subscriptionData\":{\"classFilterMode\":false,\"codeSet\":[],\"expressionType\":\""
            + type
            + "\",\"subString\":\""
            + expression
            + "\",\"subVersion\":1,\"tagsSet\":[],\"topic\":\""
            + TOPIC
            + "\"}}");
  }

  private static Map<String, String> subscribedPull(long version) {
    Map<String, String> header = PullScript.pull(GROUP, TOPIC, 0, 0, 0, 0, "*");
    header.remove("subscription");
    header.put("subVersion", Long.toString(version));
    return header;
  }

  private static byte[] lock(String client, int... queues) {
    StringBuilder set = new StringBuilder();
    for (int queue : queues) {
      set.append(set.isEmpty() ? "" : ",")
          .append("{\"brokerName\":\"itest-broker\",\"queueId\":")
          .append(queue)
          .append(",\"topic\":\"" + TOPIC + "\"}");
    }
    return utf8(
        "{\"clientId\":\""
            + client
            + "\",\"consumerGroup\":\""
            + GROUP
            + "\",\"mqSet\":["
            + set
            + "],\"onlyThisBroker\":false}");
  }

  private static void locks(Session s) throws IOException {
    Wire broker = s.broker();
    s.ask("41 lock", broker, 41, Map.of(), lock("client-1", 0), BodyFormat.JSON);
    s.ask("41 lock again", broker, 41, Map.of(), lock("client-1", 0), BodyFormat.JSON);
    s.ask("41 taken and free", broker, 41, Map.of(), lock("client-2", 0, 1), BodyFormat.JSON);
    s.ask("42 by a stranger", broker, 42, Map.of(), lock("client-2", 0), BodyFormat.JSON);
    s.ask("41 still taken", broker, 41, Map.of(), lock("client-2", 0), BodyFormat.JSON);
    s.ask("42 by the owner", broker, 42, Map.of(), lock("client-1", 0), BodyFormat.JSON);
    s.ask("41 free now", broker, 41, Map.of(), lock("client-2", 0), BodyFormat.JSON);
    s.ask("42 all of the second", broker, 42, Map.of(), lock("client-2", 0, 1), BodyFormat.JSON);
    s.ask("41 without body", broker, 41, Map.of(), BodyFormat.JSON);
    s.ask("42 without body", broker, 42, Map.of(), BodyFormat.JSON);
    s.ask("41 broken body", broker, 41, Map.of(), utf8("["), BodyFormat.JSON);
  }

  private static Map<String, String> back(String group, long offset, int level, int max) {
    return ext(
        "offset", offset,
        "group", group,
        "delayLevel", level,
        "originMsgId", uniqueKey(1),
        "originTopic", TOPIC,
        "unitMode", false,
        "maxReconsumeTimes", max);
  }

  private static void sendBack(Session s) throws IOException {
    Wire broker = s.broker();
    s.ask("36 level 1", broker, 36, back(GROUP, 0, 1, 16));
    Map<String, String> retry = ext("topic", "%RETRY%" + GROUP, "queueId", 0);
    s.until(broker, 30, retry, answer -> "1".equals(answer.getExtFields().get("offset")));
    s.ask(
        "11 the retry message",
        broker,
        11,
        PullScript.pull(GROUP, "%RETRY%" + GROUP, 0, 0, 4, 0, "*"),
        BodyFormat.MESSAGES);
    s.ask("36 straight to the dead letters", broker, 36, back(GROUP, 0, -1, 16));
    s.until(
        broker,
        30,
        ext("topic", "%DLQ%" + GROUP, "queueId", 0),
        answer -> "1".equals(answer.getExtFields().get("offset")));
    s.ask("351 dead letter topic", broker, 351, ext("topic", "%DLQ%" + GROUP), BodyFormat.JSON);
    s.ask(
        "11 the dead letter",
        broker,
        11,
        PullScript.pull(GROUP, "%DLQ%" + GROUP, 0, 0, 4, 0, "*"),
        BodyFormat.MESSAGES);
    s.ask("36 no retries allowed", broker, 36, back(GROUP, 0, 1, 0));
    s.until(
        broker,
        30,
        ext("topic", "%DLQ%" + GROUP, "queueId", 0),
        answer -> "2".equals(answer.getExtFields().get("offset")));
    s.ask("36 unknown group", broker, 36, back("NoSuchGroup4", 0, 1, 16));
    s.ask("36 no such message", broker, 36, back(GROUP, 9_000_000, 1, 16));
    s.ask("36 inside a message", broker, 36, back(GROUP, 5, 1, 16));
    s.ask("36 negative offset", broker, 36, back(GROUP, -1, 1, 16));
    s.ask("36 without fields", broker, 36, Map.of());

    Map<String, String> resend =
        v2(
            "%RETRY%" + GROUP,
            0,
            properties("UNIQ_KEY", uniqueKey(70), "DELAY", "1", "RETRY_TOPIC", TOPIC));
    resend.put("j", "1");
    resend.put("l", "16");
    s.ask(
        "310 to the retry topic", broker, 310, resend, utf8("client's own retry"), BodyFormat.NONE);
    s.until(broker, 30, retry, answer -> "2".equals(answer.getExtFields().get("offset")));
    Map<String, String> exhausted =
        v2("%RETRY%" + GROUP, 0, properties("UNIQ_KEY", uniqueKey(71), "RETRY_TOPIC", TOPIC));
    exhausted.put("j", "17");
    exhausted.put("l", "16");
    s.ask(
        "310 to the retry topic, exhausted",
        broker,
        310,
        exhausted,
        utf8("the end"),
        BodyFormat.NONE);
    s.ask(
        "310 to the retry topic of an unknown group",
        broker,
        310,
        v2("%RETRY%NoSuchGroup5", 0, properties("UNIQ_KEY", uniqueKey(72))),
        utf8("x"),
        BodyFormat.NONE);
  }

  private static void delayed(Session s) throws IOException {
    Wire broker = s.broker();
    s.ask("17 delay topic", broker, 17, SendScript.topic("DelayTopic", 1, 6));
    s.ask(
        "310 level 1",
        broker,
        310,
        v2("DelayTopic", 0, properties("UNIQ_KEY", uniqueKey(80), "DELAY", "1", "TAGS", "A")),
        utf8("soon"),
        BodyFormat.NONE);
    s.until(
        broker,
        30,
        ext("topic", "DelayTopic", "queueId", 0),
        answer -> "1".equals(answer.getExtFields().get("offset")));
    s.ask(
        "11 the delayed message",
        broker,
        11,
        PullScript.pull(GROUP, "DelayTopic", 0, 0, 4, 0, "A"),
        BodyFormat.MESSAGES);
    s.ask(
        "310 level beyond the last",
        broker,
        310,
        v2("DelayTopic", 0, properties("UNIQ_KEY", uniqueKey(81), "DELAY", "99", "TAGS", "A")),
        utf8("much later"),
        BodyFormat.NONE);
    s.ask(
        "310 level as a word",
        broker,
        310,
        v2("DelayTopic", 0, properties("UNIQ_KEY", uniqueKey(82), "DELAY", "soon", "TAGS", "A")),
        utf8("never"),
        BodyFormat.NONE);
  }
}
