/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.topic;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/**
 * Version of a table that others keep copies of: all three numbers equal means the same content.
 *
 * @param timestamp of the last change, in milliseconds since 1970
 */
public record DataVersion(long counter, long stateVersion, long timestamp) {

  /** The version after one more change. */
  public DataVersion next(long now) {
    return new DataVersion(counter + 1, stateVersion, now);
  }

  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("counter", counter);
    json.addProperty("stateVersion", stateVersion);
    json.addProperty("timestamp", timestamp);
    return json;
  }

  /** Reads {@link #toJson()}; missing members are 0, as is everything of a missing object. */
  public static DataVersion fromJson(JsonElement element) {
    if (!(element instanceof JsonObject json)) {
      return new DataVersion(0, 0, 0);
    }
    return new DataVersion(
        number(json, "counter"), number(json, "stateVersion"), number(json, "timestamp"));
  }

  private static long number(JsonObject json, String member) {
    JsonElement value = json.get(member);
    return value != null && value.isJsonPrimitive() ? value.getAsLong() : 0;
  }
}
