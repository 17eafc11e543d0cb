/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.differential;

import static org.marquetry.itests.differential.BodyFormat.JSON;
import static org.marquetry.itests.differential.BodyFormat.MESSAGES;
import static org.marquetry.itests.differential.BodyFormat.NONE;
import static org.marquetry.itests.differential.Session.ext;
import static org.marquetry.itests.differential.Session.utf8;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.marquetry.itests.wire.Wire;

/** Messages with priorities: which of them come first, and what groups may say of it. */
final class PriorityScript implements Script {
  private static final int POP = 200_050;
  private static final String TOPIC = "DiffPriority";
  private static final String GROUP = "DiffPriorityGroup";
  private static final int ANY_QUEUE = -1;
  private static final int QUEUES = 4;
  private static final int[] PRIORITIES = {1, 3, 0, 2, 3, 0};

  private int sent;

  @Override
  public void speak(Session s) throws IOException {
    sent = 0;
    Wire broker = s.broker();
    Map<String, String> topic = SendScript.topic(TOPIC, QUEUES, 6);
    topic.put("attributes", "+message.type=PRIORITY");
    s.ask("priority 17 topic", broker, 17, topic);
    attributes(s);
    sendAll(s, "first", 1);
    group(s, "factor of all", "{\"+priority.factor\":\"100\"}");
    pops(s, "highest", 6);
    s.ask("priority 25 ascending", broker, 25, Map.of(), utf8("priorityOrderAsc=false"), NONE);
    sendAll(s, "second", 2);
    pops(s, "lowest", 6);
    s.ask("priority 25 back", broker, 25, Map.of(), utf8("priorityOrderAsc=true"), NONE);
  }

  /**
   * Messages of all priorities.
   *
   * @param times how often that was done then
   */
  private void sendAll(Session s, String step, int times) throws IOException {
    int[] ends = new int[QUEUES];
    for (int priority : PRIORITIES) {
      send(s, step + " " + priority, priority);
      ends[priority] += times;
    }
    // A pop tells how many messages are left.
    for (int queue = 0; queue < QUEUES; queue++) {
      s.untilEnd(TOPIC, queue, ends[queue]);
    }
  }

  private void send(Session s, String step, int priority) throws IOException {
    String properties =
        Sends.properties(
            "UNIQ_KEY",
            Sends.uniqueKey(1_300 + sent),
            "_SYS_MSG_PRIORITY_",
            Integer.toString(priority));
    s.ask(
        "priority 310 " + step + " as " + sent,
        s.broker(),
        310,
        Sends.v2(TOPIC, -1, properties),
        utf8("p" + priority),
        NONE);
    sent++;
  }

  private static void pops(Session s, String step, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Map<String, String> header = PopRequests.pop(GROUP, TOPIC, ANY_QUEUE, 1, 60_000);
      header.put("pollTime", "3000");
      s.ask("priority pop " + step + " " + i, s.broker(), POP, header, MESSAGES);
    }
  }

  private static void group(Session s, String step, String attributes) throws IOException {
    s.ask(
        "priority 200 " + step,
        s.broker(),
        200,
        Map.of(),
        utf8("{\"groupName\":\"" + GROUP + "\",\"attributes\":" + attributes + "}"),
        NONE);
    s.ask("priority 352 " + step, s.broker(), 352, ext("group", GROUP), JSON);
  }

  private static void attributes(Session s) throws IOException {
    List<String> changes =
        List.of(
            "{\"-priority.factor\":\"\"}",
            "{}",
            "{\"-priority.factor\":\"\"}",
            "{\"+priority.factor\":\"0\"}",
            "{\"+priority.factor\":\"50\"}",
            "{}",
            "{\"+priority.factor\":\"101\"}",
            "{\"+priority.factor\":\"-1\"}",
            "{\"+priority.factor\":\"many\"}",
            "{\"+priority.factor\":\"\"}",
            "{\"priority.factor\":\"7\"}",
            "{\"+no.such\":\"7\"}",
            "{\"+priority.factor\":\"8\",\"-priority.factor\":\"\"}",
            "{\"+lite.sub.model\":\"Exclusive\"}",
            "{\"+lite.sub.model\":\"Other\"}",
            "{\"+lite.bind.topic\":\"T\",\"+lite.sub.reset.offset.exclusive\":\"true\"}",
            "{\"+lite.sub.reset.offset.exclusive\":\"maybe\"}",
            "{\"+lite.sub.client.quota\":\"-1\",\"+lite.sub.client.max.event.cnt\":\"9\"}",
            "{\"+lite.sub.client.quota\":\"-2\"}",
            "{\"+lite.sub.client.max.event.cnt\":\"-2\"}",
            "{\"+lite.sub.wildcard\":\"true\"}",
            "{\"-priority.factor\":\"\",\"-lite.sub.model\":\"\"}",
            "{\"-no.such\":\"\"}",
            "{\"+\":\"\"}");
    for (int i = 0; i < changes.size(); i++) {
      group(s, "change " + i, changes.get(i));
    }
  }
}
