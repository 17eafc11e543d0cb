/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.differential;

import static org.marquetry.itests.differential.Session.ext;
import static org.marquetry.itests.differential.Session.utf8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.marquetry.itests.wire.Wire;

/** Every name-server code, with a broker that exists only on paper. */
final class RouteScript implements Script {
  private static final String PAPER = "127.0.0.9:10911";
  private static final int OLD_CLIENT = 335;

  @Override
  public void speak(Session s) throws IOException {
    keyValues(s);
    registration(s);
    routes(s);
    permissions(s);
    topics(s);
    configuration(s);
    unregister(s);
    nonsense(s);
  }

  private static void keyValues(Session s) throws IOException {
    Wire ns = s.route();
    s.ask("100 put", ns, 100, ext("namespace", "NS1", "key", "k", "value", "v"));
    s.ask("100 put again", ns, 100, ext("namespace", "NS1", "key", "k", "value", "v2"));
    s.ask(
        "100 put order topic",
        ns,
        100,
        ext("namespace", "ORDER_TOPIC_CONFIG", "key", "PaperTopic", "value", "paper:2"));
    s.ask("101 get", ns, 101, ext("namespace", "NS1", "key", "k"));
    s.ask("101 unknown key", ns, 101, ext("namespace", "NS1", "key", "other"));
    s.ask("101 unknown namespace", ns, 101, ext("namespace", "NS0", "key", "k"));
    s.ask("219 list", ns, 219, ext("namespace", "NS1"), BodyFormat.JSON);
    s.ask("219 unknown namespace", ns, 219, ext("namespace", "NS0"), BodyFormat.JSON);
    s.ask("102 delete", ns, 102, ext("namespace", "NS1", "key", "k"));
    s.ask("102 delete again", ns, 102, ext("namespace", "NS1", "key", "k"));
    s.ask("102 unknown namespace", ns, 102, ext("namespace", "NS0", "key", "k"));
    s.ask("101 deleted", ns, 101, ext("namespace", "NS1", "key", "k"));
    s.ask("219 emptied", ns, 219, ext("namespace", "NS1"), BodyFormat.JSON);
    s.ask("100 without value", ns, 100, ext("namespace", "NS1", "key", "k"));
    s.ask("100 without fields", ns, 100, Map.of());
    s.ask("101 without fields", ns, 101, Map.of());
  }

  private static Map<String, String> paperBroker(String name, String address, long id) {
    return ext(
        "brokerName",
        name,
        "brokerAddr",
        address,
        "clusterName",
        "PaperCluster",
        "haServerAddr",
        "127.0.0.9:10912",
        "brokerId",
        id,
        "heartbeatTimeoutMillis",
        120_000);
  }

  private static String topicText(String name, int queues) {
    return "\""
        + name
        + "\":{\"attributes\":{},\"order\":false,\"perm\":6,\"readQueueNums\":"
        + queues
        + ",\"topicFilterType\":\"SINGLE_TAG\",\"topicName\":\""
        + name
        + "\",\"topicSysFlag\":0,\"writeQueueNums\":"
        + queues
        + "}";
  }

  private static byte[] wrapper(long counter, String... topics) {
    return utf8(
        "{\"filterServerList\":[],\"topicConfigSerializeWrapper\":{\"dataVersion\":"
            + dataVersion(counter)
            + ",\"topicConfigTable\":{"
            + String.join(",", topics)
            + "}}}");
  }

  private static String dataVersion(long counter) {
    return "{\"counter\":" + counter + ",\"stateVersion\":0,\"timestamp\":1700000000000}";
  }

  private static void registration(Session s) throws IOException {
    Wire ns = s.route();
    Map<String, String> master = paperBroker("paper", PAPER, 0);
    byte[] topics = wrapper(1, topicText("PaperTopic", 2), topicText("PaperOther", 3));
    s.ask("322 of an unknown broker", ns, 322, master, utf8(dataVersion(1)), BodyFormat.JSON);
    s.ask("904 of an unknown broker", ns, 904, master);
    s.ask(
        "103 first with one topic only",
        ns,
        103,
        paperBroker("lonely", "127.0.0.8:10911", 0),
        wrapper(1, topicText("LonelyTopic", 1)),
        BodyFormat.JSON);
    s.ask(
        "105 topic of a refused registration",
        ns,
        105,
        ext("topic", "LonelyTopic"),
        BodyFormat.JSON);
    s.ask("103 register", ns, 103, master, topics, BodyFormat.JSON);
    s.ask("103 register again", ns, 103, master, topics, BodyFormat.JSON);
    s.ask("322 same version", ns, 322, master, utf8(dataVersion(1)), BodyFormat.JSON);
    s.ask("322 other version", ns, 322, master, utf8(dataVersion(2)), BodyFormat.JSON);
    s.ask("904 heartbeat", ns, 904, master);
    s.ask(
        "103 slave", ns, 103, paperBroker("paper", "127.0.0.9:10921", 1), topics, BodyFormat.JSON);

    Map<String, String> wrongSum = paperBroker("paper", PAPER, 0);
    wrongSum.put("bodyCrc32", "12345");
    s.ask("103 wrong checksum", ns, 103, wrongSum, topics, BodyFormat.JSON);
    Map<String, String> rightSum = paperBroker("paper", PAPER, 0);
    CRC32 crc = new CRC32();
    crc.update(topics);
    rightSum.put("bodyCrc32", Long.toString(crc.getValue() & 0x7FFFFFFF));
    s.ask("103 right checksum", ns, 103, rightSum, topics, BodyFormat.JSON);
    Map<String, String> compressed = paperBroker("squeezed", "127.0.0.7:10911", 0);
    compressed.put("compressed", "true");
    s.ask("103 compressed", ns, 103, compressed, compressed(), BodyFormat.JSON);
    s.ask(
        "105 topic of a compressed registration",
        ns,
        105,
        ext("topic", "SqueezedTopic"),
        BodyFormat.JSON);
    s.ask("103 without fields", ns, 103, Map.of(), topics, BodyFormat.JSON);
    s.ask(
        "103 broken body",
        ns,
        103,
        paperBroker("broken", "127.0.0.6:10911", 0),
        utf8("{not json"),
        BodyFormat.JSON);
    s.ask(
        "901 members",
        ns,
        901,
        ext("clusterName", "PaperCluster", "brokerName", "paper"),
        BodyFormat.JSON);
    s.ask(
        "901 unknown",
        ns,
        901,
        ext("clusterName", "PaperCluster", "brokerName", "nobody"),
        BodyFormat.JSON);
  }

  /** The binary form that brokers use from 5.0 on when they compress. */
  private static byte[] compressed() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      block(out, dataVersion(7));
      out.write(number(2));
      block(out, "SqueezedTopic 8 8 6 SINGLE_TAG {}");
      block(out, "SqueezedOther 4 4 6 SINGLE_TAG {}");
      block(out, "[]");
      out.write(number(0));
    }
    return bytes.toByteArray();
  }

  private static void block(DeflaterOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(number(bytes.length));
    out.write(bytes);
  }

  private static byte[] number(int n) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(n).array();
  }

  private static void routes(Session s) throws IOException {
    Wire ns = s.route();
    s.ask("105 route", ns, 105, ext("topic", "PaperTopic"), BodyFormat.JSON);
    s.ask(
        "105 route standard JSON",
        ns,
        105,
        ext("topic", "PaperTopic", "acceptStandardJsonOnly", "true"),
        BodyFormat.JSON);
    RemotingCommand old = ns.request(105, ext("topic", "PaperTopic"), null);
    old.setVersion(OLD_CLIENT);
    s.ask("105 route for an old client", ns, old, BodyFormat.JSON);
    s.ask("105 unknown topic", ns, 105, ext("topic", "NoSuchTopic"), BodyFormat.JSON);
    s.ask("105 empty topic", ns, 105, ext("topic", ""), BodyFormat.JSON);
    s.ask("105 without topic", ns, 105, Map.of(), BodyFormat.JSON);
    s.ask("105 system topic", ns, 105, ext("topic", "SELF_TEST_TOPIC"), BodyFormat.JSON);
    s.ask("105 TBW102", ns, 105, ext("topic", "TBW102"), BodyFormat.JSON);
    s.ask("105 cluster name as topic", ns, 105, ext("topic", "DefaultCluster"), BodyFormat.JSON);
    s.ask(
        "105 broker name as topic", ns, 105, ext("topic", s.node().brokerName()), BodyFormat.JSON);
    s.ask("106 cluster", ns, 106, Map.of(), BodyFormat.JSON);
    s.ask("206 all topics", ns, 206, Map.of(), BodyFormat.JSON);
    s.ask("224 topics of a cluster", ns, 224, ext("cluster", "PaperCluster"), BodyFormat.JSON);
    s.ask(
        "224 topics of an unknown cluster", ns, 224, ext("cluster", "NoCluster"), BodyFormat.JSON);
    s.ask("311 unit topics", ns, 311, Map.of(), BodyFormat.JSON);
    s.ask("312 topics with unit subscriptions", ns, 312, Map.of(), BodyFormat.JSON);
    s.ask("313 others with unit subscriptions", ns, 313, Map.of(), BodyFormat.JSON);
    s.ask("304 system topics", ns, 304, Map.of(), BodyFormat.JSON);
  }

  private static void permissions(Session s) throws IOException {
    Wire ns = s.route();
    s.ask("205 wipe", ns, 205, ext("brokerName", "paper"));
    s.ask("105 wiped", ns, 105, ext("topic", "PaperTopic"), BodyFormat.JSON);
    s.ask("205 wipe again", ns, 205, ext("brokerName", "paper"));
    s.ask("327 add", ns, 327, ext("brokerName", "paper"));
    s.ask("105 writable again", ns, 105, ext("topic", "PaperTopic"), BodyFormat.JSON);
    s.ask("205 unknown broker", ns, 205, ext("brokerName", "nobody"));
    s.ask("327 unknown broker", ns, 327, ext("brokerName", "nobody"));
    s.ask("205 without broker", ns, 205, Map.of());
  }

  private static void topics(Session s) throws IOException {
    Wire ns = s.route();
    byte[] route =
        utf8(
            "{\"brokerDatas\":[],\"filterServerTable\":{},\"queueDatas\":[{\"brokerName\":\"paper\",\"perm\":6,"
                + "\"readQueueNums\":5,\"topicSysFlag\":0,\"writeQueueNums\":5}]}");
    s.ask("217 register topic", ns, 217, ext("topic", "ByHand"), route, BodyFormat.NONE);
    s.ask("105 registered by hand", ns, 105, ext("topic", "ByHand"), BodyFormat.JSON);
    s.ask(
        "216 delete in another cluster",
        ns,
        216,
        ext("topic", "ByHand", "clusterName", "DefaultCluster"));
    s.ask("216 delete", ns, 216, ext("topic", "ByHand"));
    s.ask("105 deleted", ns, 105, ext("topic", "ByHand"), BodyFormat.JSON);
    s.ask("216 unknown topic", ns, 216, ext("topic", "NoSuchTopic"));
    s.ask("216 in its cluster", ns, 216, ext("topic", "PaperOther", "clusterName", "PaperCluster"));
    s.ask("105 deleted in its cluster", ns, 105, ext("topic", "PaperOther"), BodyFormat.JSON);
  }

  private static void configuration(Session s) throws IOException {
    Wire ns = s.route();
    s.ask("319 configuration", ns, 319, Map.of(), BodyFormat.PROPERTIES);
    s.ask(
        "318 update",
        ns,
        318,
        Map.of(),
        utf8("returnOrderTopicConfigToBroker=true\n"),
        BodyFormat.NONE);
    s.ask(
        "318 of a protected key",
        ns,
        318,
        Map.of(),
        utf8("kvConfigPath=/elsewhere\n"),
        BodyFormat.NONE);
    s.ask("318 without body", ns, 318, Map.of());
    s.ask("319 configuration after update", ns, 319, Map.of(), BodyFormat.PROPERTIES);
  }

  private static void unregister(Session s) throws IOException {
    Wire ns = s.route();
    s.ask("104 unregister slave", ns, 104, paperBroker("paper", "127.0.0.9:10921", 1));
    s.ask("104 unregister", ns, 104, paperBroker("paper", PAPER, 0));
    s.ask("104 unknown", ns, 104, paperBroker("nobody", "127.0.0.5:10911", 0));
    s.until(ns, 105, ext("topic", "PaperTopic"), answer -> answer.getCode() == 17);
    s.ask(
        "901 after unregister",
        ns,
        901,
        ext("clusterName", "PaperCluster", "brokerName", "paper"),
        BodyFormat.JSON);
    s.ask("104 without fields", ns, 104, Map.of());
  }

  private static void nonsense(Session s) throws IOException {
    Wire ns = s.route();
    s.ask("route: unknown code", ns, 9_999, Map.of());
    s.ask("route: code of the broker", ns, 310, Map.of());
    s.ask("route: negative code", ns, -5, Map.of());
  }
}
