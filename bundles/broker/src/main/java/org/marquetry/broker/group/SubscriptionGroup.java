/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.group;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonText;
import org.marquetry.broker.pull.GroupRules;

/**
 * Configuration of a consumer group; the names are the protocol's.
 *
 * @param consumeEnable whether it may consume at all
 * @param consumeBroadcastEnable whether it may consume broadcasting
 * @param retryQueueNums queues of its retry topic; none are retried with 0
 * @param retryMaxTimes failures after which a message goes to the dead letter topic
 * @param whichBrokerWhenConsumeSlowly broker id to read from when far behind
 * @param notifyConsumerIdsChangedEnable whether members are told of changes in membership
 * @param attributes what {@link GroupAttributes} knows
 * @param others members that the broker does not interpret, as JSON by name: kept and given back
 */
public record SubscriptionGroup(
    String groupName,
    boolean consumeEnable,
    boolean consumeFromMinEnable,
    boolean consumeBroadcastEnable,
    boolean consumeMessageOrderly,
    int retryQueueNums,
    int retryMaxTimes,
    long brokerId,
    long whichBrokerWhenConsumeSlowly,
    boolean notifyConsumerIdsChangedEnable,
    int groupSysFlag,
    int consumeTimeoutMinute,
    Map<String, String> attributes,
    Map<String, String> others)
    implements GroupRules {

  private static final Set<String> KNOWN =
      Set.of(
          "groupName",
          "consumeEnable",
          "consumeFromMinEnable",
          "consumeBroadcastEnable",
          "consumeMessageOrderly",
          "retryQueueNums",
          "retryMaxTimes",
          "brokerId",
          "whichBrokerWhenConsumeSlowly",
          "notifyConsumerIdsChangedEnable",
          "groupSysFlag",
          "consumeTimeoutMinute",
          "attributes");

  public SubscriptionGroup {
    attributes = Map.copyOf(attributes);
    others = Map.copyOf(others);
  }

  /** RocketMQ's defaults. */
  public static SubscriptionGroup of(String name) {
    return new SubscriptionGroup(
        name,
        true,
        true,
        true,
        false,
        1,
        16,
        0,
        1,
        true,
        0,
        15,
        Map.of(),
        Map.of("groupRetryPolicy", "{\"type\":\"CUSTOMIZED\"}"));
  }

  /**
   * @param name where the object does not name the group itself
   */
  static SubscriptionGroup read(JsonObject object, String name) {
    SubscriptionGroup defaults = of(JsonFields.textOr(object, "groupName", name));
    Map<String, String> others = new TreeMap<>(defaults.others);
    for (Map.Entry<String, JsonElement> member : object.entrySet()) {
      if (!KNOWN.contains(member.getKey()) && !member.getValue().isJsonNull()) {
        others.put(member.getKey(), member.getValue().toString());
      }
    }
    return new SubscriptionGroup(
        defaults.groupName,
        JsonFields.booleanOr(object, "consumeEnable", defaults.consumeEnable),
        JsonFields.booleanOr(object, "consumeFromMinEnable", defaults.consumeFromMinEnable),
        JsonFields.booleanOr(object, "consumeBroadcastEnable", defaults.consumeBroadcastEnable),
        JsonFields.booleanOr(object, "consumeMessageOrderly", defaults.consumeMessageOrderly),
        JsonFields.intOr(object, "retryQueueNums", defaults.retryQueueNums),
        JsonFields.intOr(object, "retryMaxTimes", defaults.retryMaxTimes),
        JsonFields.longOr(object, "brokerId", defaults.brokerId),
        JsonFields.longOr(
            object, "whichBrokerWhenConsumeSlowly", defaults.whichBrokerWhenConsumeSlowly),
        JsonFields.booleanOr(
            object, "notifyConsumerIdsChangedEnable", defaults.notifyConsumerIdsChangedEnable),
        JsonFields.intOr(object, "groupSysFlag", defaults.groupSysFlag),
        JsonFields.intOr(object, "consumeTimeoutMinute", defaults.consumeTimeoutMinute),
        attributes(object),
        others);
  }

  private static Map<String, String> attributes(JsonObject object) {
    JsonObject attributes = JsonFields.object(object, "attributes");
    Map<String, String> read = new TreeMap<>();
    if (attributes != null) {
      attributes.keySet().forEach(name -> read.put(name, JsonFields.textOr(attributes, name, "")));
    }
    return read;
  }

  /** The same group with other attributes. */
  SubscriptionGroup withAttributes(Map<String, String> changed) {
    return new SubscriptionGroup(
        groupName,
        consumeEnable,
        consumeFromMinEnable,
        consumeBroadcastEnable,
        consumeMessageOrderly,
        retryQueueNums,
        retryMaxTimes,
        brokerId,
        whichBrokerWhenConsumeSlowly,
        notifyConsumerIdsChangedEnable,
        groupSysFlag,
        consumeTimeoutMinute,
        changed,
        others);
  }

  @Override
  public boolean consumeEnabled() {
    return consumeEnable;
  }

  @Override
  public boolean broadcastEnabled() {
    return consumeBroadcastEnable;
  }

  @Override
  public int sysFlag() {
    return groupSysFlag;
  }

  @Override
  public int priorityFactor() {
    return GroupAttributes.priorityFactor(attributes);
  }

  /** As in files and bodies. */
  public void write(JsonText json) {
    json.object();
    json.name("attributes").values(new TreeMap<>(attributes));
    json.name("brokerId").value(brokerId);
    json.name("consumeBroadcastEnable").value(consumeBroadcastEnable);
    json.name("consumeEnable").value(consumeEnable);
    json.name("consumeFromMinEnable").value(consumeFromMinEnable);
    json.name("consumeMessageOrderly").value(consumeMessageOrderly);
    json.name("consumeTimeoutMinute").value(consumeTimeoutMinute);
    json.name("groupName").value(groupName);
    json.name("groupSysFlag").value(groupSysFlag);
    json.name("notifyConsumerIdsChangedEnable").value(notifyConsumerIdsChangedEnable);
    json.name("retryMaxTimes").value(retryMaxTimes);
    json.name("retryQueueNums").value(retryQueueNums);
    json.name("whichBrokerWhenConsumeSlowly").value(whichBrokerWhenConsumeSlowly);
    new TreeMap<>(others).forEach((name, value) -> json.name(name).raw(value));
    json.end();
  }
}
