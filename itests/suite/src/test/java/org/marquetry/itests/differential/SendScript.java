/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.differential;

import static org.marquetry.itests.differential.Sends.properties;
import static org.marquetry.itests.differential.Sends.uniqueKey;
import static org.marquetry.itests.differential.Sends.v1;
import static org.marquetry.itests.differential.Sends.v2;
import static org.marquetry.itests.differential.Session.ext;
import static org.marquetry.itests.differential.Session.utf8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageBatch;
import org.apache.rocketmq.remoting.protocol.SerializeType;
import org.marquetry.itests.wire.Wire;

/** Topics, and everything that can be sent or must be refused. */
final class SendScript implements Script {
  static final String TOPIC = "DiffTopic";
  private static final String TOO_LONG = "T".repeat(128);

  @Override
  public void speak(Session s) throws IOException {
    topics(s);
    good(s);
    batches(s);
    refused(s);
    binary(s);
  }

  static Map<String, String> topic(String name, int queues, int perm) {
    return ext(
        "topic",
        name,
        "defaultTopic",
        "TBW102",
        "readQueueNums",
        queues,
        "writeQueueNums",
        queues,
        "perm",
        perm,
        "topicFilterType",
        "SINGLE_TAG",
        "topicSysFlag",
        0,
        "order",
        false);
  }

  private static void topics(Session s) throws IOException {
    Wire broker = s.broker();
    s.ask("17 create", broker, 17, topic(TOPIC, 2, 6));
    s.ask("17 create again", broker, 17, topic(TOPIC, 2, 6));
    s.ask("17 create four queues", broker, 17, topic("FourQueues", 4, 6));
    s.ask("17 more queues", broker, 17, topic("FourQueues", 8, 6));
    s.ask("17 fewer queues", broker, 17, topic("FourQueues", 4, 6));
    s.ask("17 read only", broker, 17, topic("ReadOnly", 1, 4));
    s.ask("17 write only", broker, 17, topic("WriteOnly", 1, 2));
    s.ask("17 illegal name", broker, 17, topic("no blanks please", 1, 6));
    s.ask("17 name too long", broker, 17, topic(TOO_LONG, 1, 6));
    s.ask("17 empty name", broker, 17, topic("", 1, 6));
    s.ask("17 system topic", broker, 17, topic("SCHEDULE_TOPIC_XXXX", 1, 6));
    s.ask("17 cluster name", broker, 17, topic("DefaultCluster", 1, 6));
    s.ask("17 without fields", broker, 17, Map.of());
    Map<String, String> attributed = topic("Attributed", 1, 6);
    attributed.put("attributes", "+message.type=FIFO");
    s.ask("17 with attributes", broker, 17, attributed);
    Map<String, String> badAttribute = topic("Attributed2", 1, 6);
    badAttribute.put("attributes", "+no.such.attribute=1");
    s.ask("17 with an unknown attribute", broker, 17, badAttribute);
    s.until(s.route(), 105, ext("topic", "WriteOnly"), answer -> answer.getCode() == 0);
    s.ask("105 of a created topic", s.route(), 105, ext("topic", TOPIC), BodyFormat.JSON);
    s.ask("351 topic", broker, 351, ext("topic", TOPIC), BodyFormat.JSON);
    s.ask("351 shrunk topic", broker, 351, ext("topic", "FourQueues"), BodyFormat.JSON);
    s.ask("351 attributed topic", broker, 351, ext("topic", "Attributed"), BodyFormat.JSON);
    s.ask("351 unknown", broker, 351, ext("topic", "NoSuchTopic"), BodyFormat.JSON);
    s.ask("351 without topic", broker, 351, Map.of(), BodyFormat.JSON);
  }

  private static void good(Session s) throws IOException {
    Wire broker = s.broker();
    s.ask(
        "310 first",
        broker,
        310,
        v2(
            TOPIC,
            0,
            properties("UNIQ_KEY", uniqueKey(1), "TAGS", "A", "KEYS", "k1 all", "WAIT", "true")),
        utf8("first"),
        BodyFormat.NONE);
    s.ask(
        "310 second",
        broker,
        310,
        v2(TOPIC, 0, properties("UNIQ_KEY", uniqueKey(2), "TAGS", "B", "KEYS", "k2 all")),
        utf8("second"),
        BodyFormat.NONE);
    s.ask(
        "310 other queue",
        broker,
        310,
        v2(TOPIC, 1, properties("UNIQ_KEY", uniqueKey(3), "TAGS", "A")),
        utf8("third"),
        BodyFormat.NONE);
    s.ask(
        "10 long form",
        broker,
        10,
        v1(TOPIC, 0, properties("UNIQ_KEY", uniqueKey(4), "TAGS", "Ä", "user", "größe 🙂")),
        utf8("fourth ✓"),
        BodyFormat.NONE);
    Map<String, String> compressedFlag =
        v2(TOPIC, 0, properties("UNIQ_KEY", uniqueKey(5), "TAGS", "A"));
    compressedFlag.put("f", "1");
    s.ask(
        "310 flagged compressed", broker, 310, compressedFlag, deflated("fifth"), BodyFormat.NONE);
    Map<String, String> few = v2(TOPIC, 0, properties("UNIQ_KEY", uniqueKey(6)));
    few.keySet().removeAll(List.of("j", "k", "m"));
    s.ask("310 without the optional fields", broker, 310, few, utf8("sixth"), BodyFormat.NONE);
    s.ask(
        "310 properties without a closing mark",
        broker,
        310,
        v2(TOPIC, 0, "UNIQ_KEY\u0001" + uniqueKey(8) + "\u0002TAGS\u0001A"),
        utf8("eighth"),
        BodyFormat.NONE);
    s.ask(
        "310 unknown queue is chosen",
        broker,
        310,
        v2("SELF-made", -1, properties("UNIQ_KEY", uniqueKey(10))),
        utf8("tenth"),
        BodyFormat.NONE);
    s.ask("351 topic made by a send", broker, 351, ext("topic", "SELF-made"), BodyFormat.JSON);
    broker.sendOneWay(
        310, v2(TOPIC, 1, properties("UNIQ_KEY", uniqueKey(11), "TAGS", "C")), utf8("one way"));
    s.until(
        broker,
        30,
        ext("topic", TOPIC, "queueId", 1),
        answer -> "2".equals(answer.getExtFields().get("offset")));
    s.ask(
        "310 to a read-only topic",
        broker,
        310,
        v2("ReadOnly", 0, properties("UNIQ_KEY", uniqueKey(12))),
        utf8("x"),
        BodyFormat.NONE);
    s.ask(
        "310 to the default topic itself",
        broker,
        310,
        v2("TBW102", 0, properties("UNIQ_KEY", uniqueKey(13))),
        utf8("x"),
        BodyFormat.NONE);
    Map<String, String> retried = v2(TOPIC, 0, properties("UNIQ_KEY", uniqueKey(14)));
    retried.put("j", "3");
    s.ask("310 with a reconsume count", broker, 310, retried, utf8("retried"), BodyFormat.NONE);
  }

  private static byte[] deflated(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DeflaterOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static void batches(Session s) throws IOException {
    Wire broker = s.broker();
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Message message = new Message("FourQueues", "T" + i, "key" + i, utf8("batch " + i));
      message.putUserProperty("UNIQ", "x"); // any user property
      message.getProperties().put("UNIQ_KEY", uniqueKey(20 + i));
      messages.add(message);
    }
    byte[] body = MessageBatch.generateFromList(messages).encode();
    Map<String, String> header = v2("FourQueues", 2, "");
    header.put("m", "true");
    s.ask("320 batch", broker, 320, header, body, BodyFormat.NONE);
    Map<String, String> toRetry = v2("%RETRY%DiffBatch", 0, "");
    toRetry.put("m", "true");
    s.ask("320 to a retry topic", broker, 320, toRetry, body, BodyFormat.NONE);
    Map<String, String> cut = v2("FourQueues", 2, "");
    cut.put("m", "true");
    s.ask("320 cut body", broker, 320, cut, Arrays.copyOf(body, body.length - 3), BodyFormat.NONE);
    s.ask(
        "320 lying length",
        broker,
        320,
        cut,
        new byte[] {0x7F, 0, 0, 0, 1, 2, 3, 4},
        BodyFormat.NONE);
    s.untilEnd("FourQueues", 2, 3);
    s.ask("30 after the batches", broker, 30, ext("topic", "FourQueues", "queueId", 2));
  }

  private static void refused(Session s) throws IOException {
    Wire broker = s.broker();
    String key = properties("UNIQ_KEY", uniqueKey(30));
    s.ask("310 queue out of range", broker, 310, v2(TOPIC, 2, key), utf8("x"), BodyFormat.NONE);
    s.ask(
        "310 queue far out of range",
        broker,
        310,
        v2(TOPIC, Integer.MAX_VALUE, key),
        utf8("x"),
        BodyFormat.NONE);
    Map<String, String> noTemplate = v2("NoSuchTopic", 0, key);
    noTemplate.put("c", "NoSuchTemplate");
    s.ask(
        "310 unknown topic, unknown template", broker, 310, noTemplate, utf8("x"), BodyFormat.NONE);
    Map<String, String> noInherit = v2("NoSuchTopic", 0, key);
    noInherit.put("c", TOPIC);
    s.ask(
        "310 unknown topic, template without inheritance",
        broker,
        310,
        noInherit,
        utf8("x"),
        BodyFormat.NONE);
    s.ask(
        "310 system topic",
        broker,
        310,
        v2("SCHEDULE_TOPIC_XXXX", 0, key),
        utf8("x"),
        BodyFormat.NONE);
    s.ask(
        "310 self test topic",
        broker,
        310,
        v2("SELF_TEST_TOPIC", 0, key),
        utf8("x"),
        BodyFormat.NONE);
    s.ask(
        "310 illegal topic",
        broker,
        310,
        v2("no blanks please", 0, key),
        utf8("x"),
        BodyFormat.NONE);
    s.ask("310 topic too long", broker, 310, v2(TOO_LONG, 0, key), utf8("x"), BodyFormat.NONE);
    s.ask("310 empty topic", broker, 310, v2("", 0, key), utf8("x"), BodyFormat.NONE);
    s.ask(
        "310 body too large",
        broker,
        310,
        v2(TOPIC, 0, key),
        new byte[4 * 1024 * 1024 + 1],
        BodyFormat.NONE);
    s.ask(
        "310 properties too large",
        broker,
        310,
        v2(TOPIC, 0, key + properties("big", "p".repeat(40_000))),
        utf8("x"),
        BodyFormat.NONE);
    s.ask("310 without body", broker, 310, v2(TOPIC, 0, key));
    s.ask(
        "310 dead letters of an unknown group",
        broker,
        310,
        v2("%DLQ%NoGroup", 0, key),
        utf8("x"),
        BodyFormat.NONE);
    s.ask("30 after the refusals", broker, 30, ext("topic", TOPIC, "queueId", 0));
  }

  private static void binary(Session s) throws IOException {
    Wire wire = s.anotherToBroker(SerializeType.ROCKETMQ);
    s.ask("17 binary header", wire, 17, topic("BinaryTopic", 1, 6));
    s.ask(
        "310 binary header",
        wire,
        310,
        v2("BinaryTopic", 0, properties("UNIQ_KEY", uniqueKey(50), "TAGS", "A")),
        utf8("binary"),
        BodyFormat.NONE);
    s.ask(
        "10 binary header",
        wire,
        10,
        v1("BinaryTopic", 0, properties("UNIQ_KEY", uniqueKey(51), "TAGS", "A")),
        utf8("binary long"),
        BodyFormat.NONE);
    s.untilEnd("BinaryTopic", 0, 2);
    s.ask("30 binary header", wire, 30, ext("topic", "BinaryTopic", "queueId", 0));
    s.ask(
        "11 binary header",
        wire,
        11,
        PullScript.pull("BinaryGroup", "BinaryTopic", 0, 0, 4, 0, "*"),
        BodyFormat.MESSAGES);
    s.ask(
        "310 binary header, unknown topic and template",
        wire,
        310,
        noTemplate(),
        utf8("x"),
        BodyFormat.NONE);
    s.ask("broker: unknown code, binary header", wire, 9_999, Map.of());
  }

  private static Map<String, String> noTemplate() {
    Map<String, String> header = v2("NoSuchTopic", 0, properties("UNIQ_KEY", uniqueKey(52)));
    header.put("c", "NoSuchTemplate");
    return header;
  }
}
