/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.topic;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/**
 * A topic as this broker holds it. Immutable.
 *
 * @param permission bits of {@link Permission}
 * @param filterType {@code SINGLE_TAG} or {@code MULTI_TAG}
 * @param attributes names without the {@code +} of a change list
 */
public record TopicConfig(
    String name,
    int readQueues,
    int writeQueues,
    int permission,
    String filterType,
    int sysFlag,
    boolean order,
    Map<String, String> attributes) {

  public static final String SINGLE_TAG = "SINGLE_TAG";

  public TopicConfig {
    attributes = Map.copyOf(attributes);
  }

  /** A topic with as many queues for reading as for writing. */
  public static TopicConfig of(String name, int queues, int permission) {
    return new TopicConfig(name, queues, queues, permission, SINGLE_TAG, 0, false, Map.of());
  }

  public TopicConfig withPermission(int value) {
    return new TopicConfig(
        name, readQueues, writeQueues, value, filterType, sysFlag, order, attributes);
  }

  public TopicConfig withOrder(boolean value) {
    return new TopicConfig(
        name, readQueues, writeQueues, permission, filterType, sysFlag, value, attributes);
  }

  /** Whether messages of queues with greater ids are to be handed out first. */
  public boolean prioritized() {
    return "PRIORITY".equals(attributes.get("message.type"));
  }

  /** Queue ids are below this number. */
  public int queues() {
    return Math.max(readQueues, writeQueues);
  }

  /** RocketMQ's {@code TopicConfig}, as in files and bodies. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    JsonObject attributesJson = new JsonObject();
    new TreeMap<>(attributes).forEach(attributesJson::addProperty);
    json.add("attributes", attributesJson);
    json.addProperty("order", order);
    json.addProperty("perm", permission);
    json.addProperty("readQueueNums", readQueues);
    json.addProperty("topicFilterType", filterType);
    json.addProperty("topicName", name);
    json.addProperty("topicSysFlag", sysFlag);
    json.addProperty("writeQueueNums", writeQueues);
    return json;
  }

  /**
   * Reads {@link #toJson()} and what RocketMQ of any version writes: missing members get RocketMQ's
   * defaults.
   *
   * @param name used where the object has none
   */
  public static TopicConfig fromJson(String name, JsonObject json) {
    Map<String, String> attributes = new TreeMap<>();
    if (json.get("attributes") instanceof JsonObject object) {
      object
          .entrySet()
          .forEach(entry -> attributes.put(entry.getKey(), entry.getValue().getAsString()));
    }
    return new TopicConfig(
        text(json, "topicName", name),
        number(json, "readQueueNums", 16),
        number(json, "writeQueueNums", 16),
        number(json, "perm", Permission.READ_WRITE),
        text(json, "topicFilterType", SINGLE_TAG),
        number(json, "topicSysFlag", 0),
        present(json, "order") && json.get("order").getAsBoolean(),
        attributes);
  }

  private static String text(JsonObject json, String member, String absent) {
    return present(json, member) ? json.get(member).getAsString() : absent;
  }

  private static int number(JsonObject json, String member, int absent) {
    return present(json, member) ? json.get(member).getAsInt() : absent;
  }

  private static boolean present(JsonObject json, String member) {
    JsonElement value = json.get(member);
    return value != null && value.isJsonPrimitive();
  }
}
