/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.differential;

import static org.marquetry.itests.differential.BodyFormat.MESSAGES;
import static org.marquetry.itests.differential.BodyFormat.NONE;
import static org.marquetry.itests.differential.Session.ext;
import static org.marquetry.itests.differential.Session.utf8;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.marquetry.itests.wire.Wire;

/** Popping in order: what is under way, and for whom, and what comes again. */
final class OrderedPopScript implements Script {
  private static final int POP = 200_050;
  private static final int ACK = 200_051;
  private static final int CHANGE = 200_053;
  private static final int NOTIFICATION = 200_054;
  private static final int ANY_QUEUE = -1;

  /** Instead of a revive queue. */
  private static final String ORDERED = "999";

  private static final int MESSAGES_SENT = 9;
  private static final String TOPIC = "DiffFifo";
  private static final String GROUP = "DiffFifoGroup";

  @Override
  public void speak(Session s) throws IOException {
    Wire broker = s.broker();
    s.ask("fifo 17 topic", broker, 17, SendScript.topic(TOPIC, 1, 6));
    s.ask("fifo 200 group", broker, 200, Map.of(), utf8("{\"groupName\":\"" + GROUP + "\"}"), NONE);
    for (int i = 0; i < MESSAGES_SENT; i++) {
      String properties = Sends.properties("UNIQ_KEY", Sends.uniqueKey(1_200 + i), "TAGS", "A");
      s.ask("fifo 310 " + i, broker, 310, Sends.v2(TOPIC, 0, properties), utf8("m" + i), NONE);
    }
    s.untilEnd(TOPIC, 0, MESSAGES_SENT);
    underWay(s);
    acknowledged(s);
    again(s);
    reset(s);
  }

  private static void underWay(Session s) throws IOException {
    Wire broker = s.broker();
    RemotingCommand first = s.ask("fifo pop", broker, POP, pop(2, 60_000, "one"), MESSAGES);
    s.ask("fifo pop by another", broker, POP, pop(2, 60_000, "two"), NONE);
    s.ask("fifo pop without attempt", broker, POP, pop(2, 60_000, null), NONE);
    s.ask("fifo notification while blocked", broker, NOTIFICATION, pop(1, 0, "two"));
    s.ask("fifo 14 under way", broker, 14, offset());
    RemotingCommand again =
        s.ask("fifo pop same attempt", broker, POP, pop(3, 60_000, "one"), MESSAGES);
    if (!Objects.equals(first.getExtFields().get("popTime"), again.getExtFields().get("popTime"))) {
      s.ask("fifo ack of the old receipt", broker, ACK, about(s, first, 0));
    }
    s.ask("fifo ack second", broker, ACK, about(s, again, 1));
    s.ask("fifo 14 after the second", broker, 14, offset());
    s.ask("fifo ack first", broker, ACK, about(s, again, 0));
    s.ask("fifo ack first again", broker, ACK, about(s, again, 0));
    s.until(broker, 14, offset(), answer -> "2".equals(answer.getExtFields().get("offset")));
    s.ask("fifo pop with one open", broker, POP, pop(2, 60_000, "two"), NONE);
    s.ask("fifo ack what was not popped", broker, ACK, about(s, again, 5));
    s.ask("fifo ack where nothing is", broker, ACK, about(s, again, 4_711));
    s.ask("fifo ack third", broker, ACK, about(s, again, 2));
  }

  private static void acknowledged(Session s) throws IOException {
    Wire broker = s.broker();
    s.until(broker, 14, offset(), answer -> "3".equals(answer.getExtFields().get("offset")));
    s.ask("fifo notification when free", broker, NOTIFICATION, pop(1, 0, "two"));
    RemotingCommand next = s.ask("fifo pop next", broker, POP, pop(2, 60_000, "two"), MESSAGES);
    Map<String, String> shorter = about(s, next, 4);
    shorter.put("invisibleTime", "500");
    s.ask("fifo change invisible time", broker, CHANGE, shorter);
    Map<String, String> nowhere = about(s, next, 4_711);
    nowhere.put("invisibleTime", "500");
    s.ask("fifo change where nothing is", broker, CHANGE, nowhere);
    s.ask("fifo ack one before", broker, ACK, about(s, next, 3));
    s.until(broker, 14, offset(), answer -> "4".equals(answer.getExtFields().get("offset")));
  }

  /** What is not acknowledged comes again, and says how often it has come. */
  private static void again(Session s) throws IOException {
    Wire broker = s.broker();
    Map<String, String> waiting = pop(2, 300, "three");
    waiting.put("pollTime", "10000");
    s.ask("fifo pop again", broker, POP, waiting, MESSAGES);
    Map<String, String> third = pop(2, 60_000, "four");
    third.put("pollTime", "10000");
    third.put("bornTime", Long.toString(System.currentTimeMillis()));
    RemotingCommand popped = s.ask("fifo pop for the third time", broker, POP, third, MESSAGES);
    s.ask("fifo ack fourth", broker, ACK, about(s, popped, 4));
    s.ask("fifo ack fifth", broker, ACK, about(s, popped, 5));
    s.until(broker, 14, offset(), answer -> "6".equals(answer.getExtFields().get("offset")));
  }

  private static void reset(Session s) throws IOException {
    Wire broker = s.broker();
    s.ask("fifo pop before the reset", broker, POP, pop(1, 60_000, "five"), MESSAGES);
    Map<String, String> reset =
        ext("topic", TOPIC, "group", GROUP, "queueId", 0, "offset", 1, "timestamp", -1);
    reset.put("isForce", "true");
    s.ask("fifo 222 reset", broker, 222, reset, NONE);
    s.ask("fifo pop after the reset", broker, POP, pop(1, 60_000, "six"), MESSAGES);
  }

  private static Map<String, String> pop(int messages, int invisibleMillis, String attempt) {
    Map<String, String> header =
        PopRequests.pop(GROUP, TOPIC, ANY_QUEUE, messages, invisibleMillis);
    header.put("order", "true");
    if (attempt != null) {
      header.put("attemptId", attempt);
    }
    return header;
  }

  private static Map<String, String> about(Session s, RemotingCommand popped, long queueOffset) {
    return PopRequests.about(s, GROUP, TOPIC, popped.getExtFields(), ORDERED, queueOffset);
  }

  private static Map<String, String> offset() {
    return ext("consumerGroup", GROUP, "topic", TOPIC, "queueId", 0, "setZeroIfNotFound", false);
  }
}
