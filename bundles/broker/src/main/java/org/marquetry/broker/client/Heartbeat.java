/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.pull.Subscription;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.ResponseCode;

/**
 * What a client says of itself every 30 s.
 *
 * @param fingerprint of what it subscribes to, 0 where the client does not tell
 * @param withoutSubscriptions whether subscriptions are left out because they have not changed
 */
record Heartbeat(
    String clientId,
    List<String> producerGroups,
    List<Consumer> consumers,
    int fingerprint,
    boolean withoutSubscriptions) {

  /**
   * @throws CommandException code 1 if the body is no heartbeat
   */
  static Heartbeat read(byte[] body) throws CommandException {
    JsonObject object = JsonFields.body(body);
    String clientId = JsonFields.textOr(object, "clientID", "");
    if (clientId.isEmpty()) {
      throw new CommandException(ResponseCode.SYSTEM_ERROR, "the heartbeat names no clientID");
    }
    List<String> producers = new ArrayList<>();
    for (JsonObject producer : JsonFields.objects(object, "producerDataSet")) {
      String group = JsonFields.textOr(producer, "groupName", "");
      if (!group.isEmpty()) {
        producers.add(group);
      }
    }
    List<Consumer> consumers = new ArrayList<>();
    for (JsonObject consumer : JsonFields.objects(object, "consumerDataSet")) {
      if (!JsonFields.textOr(consumer, "groupName", "").isEmpty()) {
        consumers.add(consumer(consumer));
      }
    }
    return new Heartbeat(
        clientId,
        producers,
        consumers,
        JsonFields.intOr(object, "heartbeatFingerprint", 0),
        JsonFields.booleanOr(object, "withoutSub", false));
  }

  private static Consumer consumer(JsonObject object) {
    List<Subscription> subscriptions = new ArrayList<>();
    for (JsonObject subscription : JsonFields.objects(object, "subscriptionDataSet")) {
      subscriptions.add(subscription(subscription));
    }
    return new Consumer(
        JsonFields.textOr(object, "groupName", ""),
        JsonFields.textOr(object, "consumeType", "CONSUME_PASSIVELY"),
        JsonFields.textOr(object, "messageModel", "CLUSTERING"),
        JsonFields.textOr(object, "consumeFromWhere", "CONSUME_FROM_LAST_OFFSET"),
        subscriptions);
  }

  /** As clients of any language write it: codes and tags may be missing. */
  static Subscription subscription(JsonObject object) {
    return Subscription.of(
        JsonFields.textOr(object, "topic", ""),
        JsonFields.textOr(object, "subString", null),
        JsonFields.textOr(object, "expressionType", null),
        JsonFields.longOr(object, "subVersion", 0),
        JsonFields.booleanOr(object, "classFilterMode", false),
        codes(JsonFields.array(object, "codeSet")));
  }

  private static int[] codes(JsonArray array) {
    if (array == null) {
      return new int[0];
    }
    List<Integer> codes = new ArrayList<>();
    for (JsonElement code : array) {
      if (code.isJsonPrimitive() && code.getAsJsonPrimitive().isNumber()) {
        codes.add(code.getAsInt());
      }
    }
    return codes.stream().mapToInt(Integer::intValue).toArray();
  }

  /** A consumer group that the client is a member of. */
  record Consumer(
      String group,
      String consumeType,
      String messageModel,
      String consumeFromWhere,
      List<Subscription> subscriptions) {}
}
