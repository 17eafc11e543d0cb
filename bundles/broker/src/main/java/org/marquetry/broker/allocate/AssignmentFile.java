/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.marquetry.allocate.QueueId;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.broker.json.JsonText;

/** The assignments given out last, by group and topic. Not thread-safe; blocks for the disk. */
final class AssignmentFile {

  private final JsonFile file;

  AssignmentFile(JsonFile file) {
    this.file = file;
  }

  /**
   * @throws IOException if the file cannot be understood; the message names it and the remedy
   */
  Map<String, Map<String, Assignment>> read() throws IOException {
    Map<String, Map<String, Assignment>> groups = new TreeMap<>();
    JsonObject content = file.read();
    JsonObject table = content == null ? null : JsonFields.object(content, "groups");
    if (table != null) {
      for (String group : table.keySet()) {
        JsonObject topics = JsonFields.object(table, group);
        if (topics != null) {
          groups.put(group, topics(topics));
        }
      }
    }
    return groups;
  }

  private static Map<String, Assignment> topics(JsonObject object) {
    Map<String, Assignment> topics = new TreeMap<>();
    for (String topic : object.keySet()) {
      JsonObject assignment = JsonFields.object(object, topic);
      if (assignment != null) {
        topics.put(topic, assignment(topic, assignment));
      }
    }
    return topics;
  }

  private static Assignment assignment(String topic, JsonObject object) {
    Map<String, List<QueueId>> shares = new TreeMap<>();
    JsonObject members = JsonFields.object(object, "members");
    if (members != null) {
      for (String member : members.keySet()) {
        shares.put(member, queues(topic, JsonFields.object(members, member)));
      }
    }
    return new Assignment(
        JsonFields.textOr(object, "strategy", ""),
        JsonFields.textOr(object, "version", "-"),
        JsonFields.longOr(object, "since", 0),
        queues(topic, JsonFields.object(object, "queues")),
        shares);
  }

  private static List<QueueId> queues(String topic, JsonObject brokers) {
    List<QueueId> queues = new ArrayList<>();
    if (brokers != null) {
      for (String broker : brokers.keySet()) {
        JsonArray numbers = JsonFields.array(brokers, broker);
        if (numbers != null) {
          for (JsonElement number : numbers) {
            if (number.isJsonPrimitive() && number.getAsJsonPrimitive().isNumber()) {
              queues.add(new QueueId(topic, broker, number.getAsInt()));
            }
          }
        }
      }
    }
    queues.sort(null);
    return queues;
  }

  void write(Map<String, Map<String, Assignment>> groups) throws IOException {
    JsonText json = new JsonText().object().name("groups").object();
    groups.forEach(
        (group, topics) -> {
          json.name(group).object();
          topics.forEach((topic, assignment) -> write(json.name(topic), assignment));
          json.end();
        });
    file.write(json.end().end().toString());
  }

  private static void write(JsonText json, Assignment assignment) {
    json.object().name("members").object();
    assignment
        .shares()
        .forEach(
            (member, share) -> {
              if (!share.isEmpty()) {
                write(json.name(member), share);
              }
            });
    json.end();
    write(json.name("queues"), assignment.queues());
    json.name("since").value(assignment.since());
    json.name("strategy").value(assignment.strategy());
    json.name("version").value(assignment.version()).end();
  }

  private static void write(JsonText json, List<QueueId> queues) {
    json.object();
    String broker = null;
    for (QueueId queue : queues) {
      if (!queue.broker().equals(broker)) {
        if (broker != null) {
          json.end();
        }
        broker = queue.broker();
        json.name(broker).array();
      }
      json.value(queue.number());
    }
    if (broker != null) {
      json.end();
    }
    json.end();
  }
}
