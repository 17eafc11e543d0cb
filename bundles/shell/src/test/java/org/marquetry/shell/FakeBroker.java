/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.BrokerAdmin;

/** A broker with fixed answers that notes what it is asked. */
public final class FakeBroker implements BrokerAdmin {

  public final List<String> asked = new ArrayList<>();

  @Override
  public Map<String, Object> status() {
    return Map.of("name", "broker-a");
  }

  @Override
  public List<Topic> topics(boolean system) {
    asked.add("topics " + system);
    return List.of(new Topic("T1", 8, 4, "RW-", 123, false));
  }

  @Override
  public Topic createTopic(String name, int queues) throws AdminException {
    asked.add("create " + name + " " + queues);
    if (name.contains(" ")) {
      throw new AdminException("'" + name + "' is no topic name: allowed are letters");
    }
    return new Topic(name, queues, queues, "RW-", 0, false);
  }

  @Override
  public void deleteTopic(String name) {
    asked.add("delete " + name);
  }

  @Override
  public List<Group> groups() {
    return List.of(
        new Group("G", "push", "clustering", 2, List.of("T1", "%RETRY%G"), 7, true, List.of()));
  }

  @Override
  public List<Lag> lag(String group) {
    asked.add("lag " + group);
    return List.of(new Lag("T1", 0, 10, 3, 7, true, "-"));
  }

  @Override
  public List<Client> clients() {
    return List.of(new Client("1@2", "consumer", "G", "127.0.0.1:5", "JAVA", "V5_5_0"));
  }

  @Override
  public Sent send(String topic, String tag, String key, String body) {
    asked.add("send " + topic + "|" + tag + "|" + key + "|" + body);
    return new Sent("ID1", 2, 33);
  }

  @Override
  public List<Peeked> peek(String topic, int queueId, long offset, int count) {
    asked.add("peek " + topic + " " + queueId + " " + offset + " " + count);
    return List.of(
        new Peeked(0, 5, "ID1", 0, Map.of("TAGS", "red"), "x".repeat(70).getBytes(UTF_8)),
        new Peeked(1, 6, "ID2", 1, Map.of(), new byte[] {(byte) 0xff, 0}));
  }

  @Override
  public List<ConfigEntry> config() {
    return List.of(
        new ConfigEntry("brokerName", "broker-a", "file", "Name of the broker"),
        new ConfigEntry("listenPort", "10911", "default", "Port"));
  }

  @Override
  public List<String> roundTrip(String topic, int count) throws AdminException {
    asked.add("round-trip " + topic + " " + count);
    if (topic.equals("lost")) {
      throw new AdminException("only 3 of 10 messages came back");
    }
    return List.of("sent 1", "received 1");
  }
}
