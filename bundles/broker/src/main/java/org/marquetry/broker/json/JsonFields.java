/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.ResponseCode;

/**
 * Reads members of JSON objects leniently: absent, {@code null} and mistyped members count as
 * absent, unquoted names are understood. Stateless.
 */
public final class JsonFields {

  private JsonFields() {}

  /**
   * The body of a request.
   *
   * @throws CommandException code 1 if it is no JSON object
   */
  public static JsonObject body(byte[] body) throws CommandException {
    try {
      JsonElement element = JsonParser.parseString(new String(body, UTF_8));
      if (element.isJsonObject()) {
        return element.getAsJsonObject();
      }
    } catch (JsonParseException e) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR, "the request body is no JSON: " + e.getMessage());
    }
    throw new CommandException(
        ResponseCode.SYSTEM_ERROR, "the request body is no JSON object: " + body.length + " bytes");
  }

  public static String textOr(JsonObject object, String name, String absent) {
    JsonElement element = primitive(object, name);
    return element == null ? absent : element.getAsString();
  }

  public static long longOr(JsonObject object, String name, long absent) {
    JsonElement element = primitive(object, name);
    if (element == null) {
      return absent;
    }
    try {
      return element.getAsLong();
    } catch (NumberFormatException e) {
      return absent;
    }
  }

  public static int intOr(JsonObject object, String name, int absent) {
    long value = longOr(object, name, absent);
    return value == (int) value ? (int) value : absent;
  }

  public static boolean booleanOr(JsonObject object, String name, boolean absent) {
    JsonElement element = primitive(object, name);
    return element == null ? absent : element.getAsBoolean();
  }

  private static JsonElement primitive(JsonObject object, String name) {
    JsonElement element = object.get(name);
    return element == null || !element.isJsonPrimitive() ? null : element;
  }

  /** {@code null} where absent. */
  public static JsonObject object(JsonObject object, String name) {
    return object.get(name) instanceof JsonObject found ? found : null;
  }

  /** {@code null} where absent. */
  public static JsonArray array(JsonObject object, String name) {
    return object.get(name) instanceof JsonArray found ? found : null;
  }

  /** Those elements of an array that are objects; empty where the array is absent. */
  public static List<JsonObject> objects(JsonObject object, String name) {
    List<JsonObject> found = new ArrayList<>();
    JsonArray array = array(object, name);
    if (array != null) {
      for (JsonElement element : array) {
        if (element.isJsonObject()) {
          found.add(element.getAsJsonObject());
        }
      }
    }
    return found;
  }
}
