/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.differential;

import static org.marquetry.itests.differential.SendScript.TOPIC;
import static org.marquetry.itests.differential.Session.ext;

import java.io.IOException;
import java.util.Map;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.marquetry.itests.wire.Wire;

/** Popping: pops, receipts, what is refused. Needs what {@link SendScript} stored. */
final class PopScript implements Script {
  private static final int POP = 200_050;
  private static final int ACK = 200_051;
  private static final int CHANGE = 200_053;
  private static final int NOTIFICATION = 200_054;
  private static final int POLLING = 200_055;
  private static final String GROUP = "DiffPop";

  @Override
  public void speak(Session s) throws IOException {
    Wire broker = s.broker();
    RemotingCommand two = s.ask("pop two", broker, POP, pop(TOPIC, 0, 2), BodyFormat.MESSAGES);
    receipts(s, two);
    s.ask("pop one more", broker, POP, pop(TOPIC, 0, 1), BodyFormat.MESSAGES);
    s.ask("pop other queue", broker, POP, pop(TOPIC, 1, 1), BodyFormat.MESSAGES);
    // The reference moves the offset on a thread of its own.
    s.until(
        broker,
        14,
        offset(GROUP, TOPIC),
        answer -> "3".equals(answer.getExtFields().get("offset")));
    s.ask("14 after pops", broker, 14, offset(GROUP, TOPIC));
    Map<String, String> tagged = pop(TOPIC, 0, 32);
    tagged.put("consumerGroup", "DiffPopTag");
    tagged.put("expType", "TAG");
    tagged.put("exp", "A");
    s.ask("pop tag A", broker, POP, tagged, BodyFormat.MESSAGES);
    Map<String, String> fromEnd = pop(TOPIC, 0, 3);
    fromEnd.put("consumerGroup", "DiffPopEnd");
    fromEnd.put("initMode", "1");
    s.ask("pop from the end", broker, POP, fromEnd, BodyFormat.MESSAGES);
    refused(s);
  }

  private static void receipts(Session s, RemotingCommand popped) throws IOException {
    Wire broker = s.broker();
    Map<String, String> header = popped.getExtFields();
    s.ask("ack", broker, ACK, about(s, header, 0));
    s.ask("ack again", broker, ACK, about(s, header, 0));
    Map<String, String> longer = about(s, header, 1);
    longer.put("invisibleTime", "60000");
    s.ask("change invisible time", broker, CHANGE, longer);
    Map<String, String> beyond = about(s, header, 4_711);
    s.ask("ack where nothing is", broker, ACK, beyond);
    Map<String, String> elsewhere = about(s, header, 0);
    elsewhere.put("queueId", "99");
    s.ask("ack of another queue", broker, ACK, elsewhere);
    Map<String, String> unknown = about(s, header, 0);
    unknown.put("topic", "DiffNowhere");
    s.ask("ack of an unknown topic", broker, ACK, unknown);
    Map<String, String> late = about(s, header, 4_711);
    late.put("invisibleTime", "1000");
    s.ask("change where nothing is", broker, CHANGE, late);
  }

  private static void refused(Session s) throws IOException {
    Wire broker = s.broker();
    s.ask("pop too many", broker, POP, pop(TOPIC, 0, 33), BodyFormat.NONE);
    s.ask("pop unknown topic", broker, POP, pop("DiffNowhere", 0, 1), BodyFormat.NONE);
    s.ask("pop unknown queue", broker, POP, pop(TOPIC, 99, 1), BodyFormat.NONE);
    s.ask("pop empty queue", broker, POP, pop("FourQueues", 0, 1), BodyFormat.NONE);
    Map<String, String> waiting = pop("FourQueues", 0, 1);
    waiting.put("pollTime", "300");
    s.ask("pop waits in vain", broker, POP, waiting, BodyFormat.NONE);
    Map<String, String> late = pop(TOPIC, 0, 1);
    late.put("pollTime", "100");
    late.put("bornTime", "1700000000000");
    s.ask("pop too late", broker, POP, late, BodyFormat.NONE);
    for (String field : new String[] {"consumerGroup", "topic", "queueId", "maxMsgNums"}) {
      Map<String, String> lacking = pop(TOPIC, 0, 1);
      lacking.remove(field);
      s.ask("pop without " + field, broker, POP, lacking, BodyFormat.NONE);
    }
    Map<String, String> asking = pop(TOPIC, 0, 1);
    asking.put("consumerGroup", "DiffPopNew");
    s.ask("notification of a message", broker, NOTIFICATION, asking);
    Map<String, String> nothing = pop("FourQueues", 0, 1);
    s.ask("notification of nothing", broker, NOTIFICATION, nothing);
    s.ask("polling info", broker, POLLING, pop(TOPIC, 0, 1));
  }

  private static Map<String, String> pop(String topic, int queue, int messages) {
    return PopRequests.pop(GROUP, topic, queue, messages, 60_000);
  }

  private static Map<String, String> about(
      Session s, Map<String, String> popped, long queueOffset) {
    return PopRequests.about(s, GROUP, TOPIC, popped, popped.get("reviveQid"), queueOffset);
  }

  private static Map<String, String> offset(String group, String topic) {
    return ext("consumerGroup", group, "topic", topic, "queueId", 0, "setZeroIfNotFound", false);
  }
}
