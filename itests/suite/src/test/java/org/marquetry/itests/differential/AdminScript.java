/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.differential;

import static org.marquetry.itests.differential.SendScript.TOPIC;
import static org.marquetry.itests.differential.Session.ext;
import static org.marquetry.itests.differential.Session.utf8;

import java.io.IOException;
import java.util.Map;
import org.marquetry.itests.wire.Wire;

/** What the admin tool and the dashboard ask. Comes last: it deletes things. */
final class AdminScript implements Script {

  @Override
  public void speak(Session s) throws IOException {
    Wire broker = s.broker();
    s.ask("202 topic stats", broker, 202, ext("topic", TOPIC), BodyFormat.JSON);
    s.ask("202 unknown topic", broker, 202, ext("topic", "NoSuchTopic"), BodyFormat.JSON);
    s.ask("202 without topic", broker, 202, Map.of(), BodyFormat.JSON);
    s.ask("208 consume stats", broker, 208, ext("consumerGroup", "DiffOffsets"), BodyFormat.JSON);
    s.ask(
        "208 of one topic",
        broker,
        208,
        ext("consumerGroup", "DiffOffsets", "topic", TOPIC),
        BodyFormat.JSON);
    s.ask("208 unknown group", broker, 208, ext("consumerGroup", "NoSuchGroup6"), BodyFormat.JSON);
    s.ask("208 without fields", broker, 208, Map.of(), BodyFormat.JSON);
    s.ask("343 topics of a group", broker, 343, ext("group", "DiffOffsets"), BodyFormat.JSON);
    s.ask("343 unknown group", broker, 343, ext("group", "NoSuchGroup7"), BodyFormat.JSON);
    s.ask("43 all offsets", broker, 43, Map.of(), BodyFormat.JSON);
    s.ask("45 delay offsets", broker, 45, Map.of(), BodyFormat.JSON);
    s.ask("21 all topics", broker, 21, Map.of(), BodyFormat.JSON);
    s.ask(
        "21 first page",
        broker,
        21,
        ext("topicSeq", 0, "maxTopicNum", 2, "dataVersion", ""),
        BodyFormat.JSON);
    s.ask("201 all groups", broker, 201, Map.of(), BodyFormat.JSON);
    s.ask(
        "201 first page",
        broker,
        201,
        ext("groupSeq", 0, "maxGroupNum", 2, "dataVersion", ""),
        BodyFormat.JSON);
    s.ask("305 system topics", broker, 305, Map.of(), BodyFormat.JSON);
    s.ask("28 runtime", broker, 28, Map.of(), BodyFormat.JSON);
    s.ask("26 configuration", broker, 26, Map.of(), BodyFormat.PROPERTIES);
    s.ask("25 update", broker, 25, Map.of(), utf8("autoCreateTopicEnable=true\n"), BodyFormat.NONE);
    s.ask(
        "25 key without effect",
        broker,
        25,
        Map.of(),
        utf8("slaveTimeout=3000\n"),
        BodyFormat.NONE);
    s.ask(
        "25 protected key",
        broker,
        25,
        Map.of(),
        utf8("brokerConfigPath=/elsewhere\n"),
        BodyFormat.NONE);
    s.ask("25 without body", broker, 25, Map.of());
    s.ask(
        "315 unknown statistics",
        broker,
        315,
        ext("statsName", "NO_SUCH", "statsKey", "x"),
        BodyFormat.JSON);

    s.ask("215 delete", broker, 215, ext("topic", "FourQueues"));
    s.ask("351 deleted", broker, 351, ext("topic", "FourQueues"), BodyFormat.JSON);
    s.ask(
        "11 deleted topic",
        broker,
        11,
        PullScript.pull("DiffPull", "FourQueues", 2, 0, 4, 0, "*"),
        BodyFormat.MESSAGES);
    s.ask("215 unknown", broker, 215, ext("topic", "NoSuchTopic"));
    s.ask("215 system topic", broker, 215, ext("topic", "SCHEDULE_TOPIC_XXXX"));
    s.ask("215 empty name", broker, 215, ext("topic", ""));
    s.ask("215 without topic", broker, 215, Map.of());
    s.ask("17 create a deleted topic anew", broker, 17, SendScript.topic("FourQueues", 4, 6));
    s.ask("30 recreated topic starts empty", broker, 30, ext("topic", "FourQueues", "queueId", 2));
    s.ask(
        "207 delete with offsets",
        broker,
        207,
        ext("groupName", "DiffOffsets", "cleanOffset", "true"));
    s.ask("343 deleted group", broker, 343, ext("group", "DiffOffsets"), BodyFormat.JSON);
  }
}
