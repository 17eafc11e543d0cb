/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import org.marquetry.remoting.FieldName;

/** Names of a send's header fields: written out in code 10, single letters in 310 and 320. */
record SendFields(
    FieldName producerGroup,
    FieldName topic,
    FieldName defaultTopic,
    FieldName defaultTopicQueues,
    FieldName queueId,
    FieldName sysFlag,
    FieldName bornTimestamp,
    FieldName flag,
    FieldName properties,
    FieldName reconsumeTimes,
    FieldName maxReconsumeTimes,
    FieldName batch) {

  static final SendFields LONG =
      of(
          "producerGroup",
          "topic",
          "defaultTopic",
          "defaultTopicQueueNums",
          "queueId",
          "sysFlag",
          "bornTimestamp",
          "flag",
          "properties",
          "reconsumeTimes",
          "maxReconsumeTimes",
          "batch");

  static final SendFields SHORT = of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "l", "m");

  private static SendFields of(String... names) {
    FieldName[] fields = new FieldName[names.length];
    for (int i = 0; i < names.length; i++) {
      fields[i] = new FieldName(names[i]);
    }
    return new SendFields(
        fields[0],
        fields[1],
        fields[2],
        fields[3],
        fields[4],
        fields[5],
        fields[6],
        fields[7],
        fields[8],
        fields[9],
        fields[10],
        fields[11]);
  }
}
