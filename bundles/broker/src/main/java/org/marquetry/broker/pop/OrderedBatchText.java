/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonText;

/** Batches as RocketMQ writes them: the offsets after the first one are the distance to it. */
final class OrderedBatchText {

  private OrderedBatchText() {}

  static void write(JsonText json, OrderedBatch batch) {
    json.object();
    if (batch.attempt() != null) {
      json.name("a").value(batch.attempt());
    }
    json.name("cm").value(batch.acknowledged()).name("i").value(batch.invisibleMillis());
    json.name("l").value(batch.popTime()).name("o").array();
    for (int i = 0; i < batch.offsets().size(); i++) {
      json.value(batch.offsets().get(i) - (i == 0 ? 0 : batch.offsets().get(0)));
    }
    json.end();
    numbers(json, "oc", batch.before());
    numbers(json, "ot", batch.until());
    json.name("popTime").value(batch.popTime()).end();
  }

  private static void numbers(JsonText json, String name, Map<Long, ? extends Number> byOffset) {
    json.name(name).object();
    new TreeMap<>(byOffset)
        .forEach((offset, number) -> json.name(Long.toString(offset)).value(number.longValue()));
    json.end();
  }

  /**
   * @throws NumberFormatException if there is something else where a number should be
   */
  static OrderedBatch read(JsonObject json) {
    List<Long> offsets = new ArrayList<>();
    if (json.get("o") instanceof JsonArray array) {
      for (JsonElement element : array) {
        offsets.add(element.getAsLong() + (offsets.isEmpty() ? 0 : offsets.get(0)));
      }
    }
    if (offsets.isEmpty() || offsets.size() > Long.SIZE) {
      return OrderedBatch.NONE;
    }
    Map<Long, Long> until = new HashMap<>();
    numbers(json, "ot").forEach((offset, time) -> until.put(offset, time.getAsLong()));
    Map<Long, Integer> before = new HashMap<>();
    numbers(json, "oc").forEach((offset, count) -> before.put(offset, count.getAsInt()));
    return new OrderedBatch(
        JsonFields.textOr(json, "a", null),
        JsonFields.longOr(json, "popTime", 0),
        JsonFields.longOr(json, "i", 0),
        offsets,
        JsonFields.longOr(json, "cm", 0),
        until,
        before);
  }

  private static Map<Long, JsonElement> numbers(JsonObject json, String name) {
    Map<Long, JsonElement> numbers = new HashMap<>();
    JsonObject object = JsonFields.object(json, name);
    if (object != null) {
      object.entrySet().forEach(each -> numbers.put(Long.valueOf(each.getKey()), each.getValue()));
    }
    return numbers;
  }
}
