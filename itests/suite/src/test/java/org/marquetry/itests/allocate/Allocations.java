/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.allocate;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.marquetry.itests.node.Shell;

/** What operators are told of allocations, and what they change. */
final class Allocations {

  private final Shell shell;

  Allocations(Shell shell) {
    this.shell = shell;
  }

  /** A preview of a switch of one topic. */
  record Preview(Map<String, SortedSet<Integer>> owners, int moves, String steerable) {}

  /** {@code mq:allocate-preview} with its operands. */
  Preview preview(String topic, String operands) throws IOException {
    JsonObject preview = json("mq:allocate-preview " + operands + " --json");
    JsonObject shown = ofTopic(preview, topic);
    Map<String, SortedSet<Integer>> owners = new TreeMap<>();
    for (JsonElement member : shown.getAsJsonArray("members")) {
      JsonObject one = member.getAsJsonObject();
      owners.put(one.get("member").getAsString(), numbers(one.get("queues")));
    }
    return new Preview(
        owners, shown.get("moves").getAsInt(), preview.get("steerable").getAsString());
  }

  /** Why a topic is not allocated as its strategy says; empty where it is. */
  String problem(String group, String topic) throws IOException {
    return ofTopic(group(group), topic).get("problem").getAsString();
  }

  /** Version of the strategy's bundle by which a topic was given out. */
  String version(String group, String topic) throws IOException {
    return ofTopic(group(group), topic).get("version").getAsString();
  }

  /** Who owns what of a topic. */
  Map<String, SortedSet<Integer>> owners(String group, String topic) throws IOException {
    Map<String, SortedSet<Integer>> owners = new TreeMap<>();
    ofTopic(group(group), topic)
        .getAsJsonObject("queues")
        .entrySet()
        .forEach(share -> owners.put(share.getKey(), numbers(share.getValue())));
    return owners;
  }

  /** How the steering of a group goes. */
  String steering(String group) throws IOException {
    return group(group).get("steering").getAsString();
  }

  /** The first warning, or empty. */
  String warning(String group) throws IOException {
    for (JsonElement warning : group(group).getAsJsonArray("warnings")) {
      return warning.getAsString();
    }
    return "";
  }

  /** What a command says that is refused. */
  String refused(String command) throws IOException {
    Shell.Answer answer = shell.run(command);
    if (answer.status() == 0) {
      throw new IOException(command + " is not refused: " + answer.output());
    }
    return answer.output();
  }

  private JsonObject group(String group) throws IOException {
    return json("mq:allocations " + group + " --json");
  }

  private JsonObject json(String command) throws IOException {
    return JsonParser.parseString(shell.must(command)).getAsJsonObject();
  }

  private static JsonObject ofTopic(JsonObject object, String topic) throws IOException {
    for (JsonElement each : object.getAsJsonArray("topics")) {
      if (each.getAsJsonObject().get("topic").getAsString().equals(topic)) {
        return each.getAsJsonObject();
      }
    }
    throw new IOException("no topic " + topic + " in " + object);
  }

  /** Of queues as {@code broker:number}. */
  private static SortedSet<Integer> numbers(JsonElement queues) {
    SortedSet<Integer> numbers = new TreeSet<>();
    for (JsonElement queue : queues.getAsJsonArray()) {
      String text = queue.getAsString();
      numbers.add(Integer.valueOf(text.substring(text.lastIndexOf(':') + 1)));
    }
    return numbers;
  }
}
