/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.ResponseCode;

/** Answers requests about keys and values and about settings; may block for disk. Thread-safe. */
final class ConfigRequests {

  private final KeyValueStore keyValues;
  private final CurrentSettings settings;

  ConfigRequests(KeyValueStore keyValues, CurrentSettings settings) {
    this.keyValues = keyValues;
    this.settings = settings;
  }

  void put(Request request) throws CommandException, IOException {
    keyValues.put(
        request.requiredText(Fields.NAMESPACE),
        request.requiredText(Fields.KEY),
        request.requiredText(Fields.VALUE));
    request.reply(ResponseCode.SUCCESS).send();
  }

  void get(Request request) throws CommandException {
    String namespace = request.requiredText(Fields.NAMESPACE);
    String key = request.requiredText(Fields.KEY);
    String value = keyValues.get(namespace, key);
    if (value == null) {
      throw new CommandException(
          ResponseCode.QUERY_NOT_FOUND, "No config item, Namespace: " + namespace + " Key: " + key);
    }
    request.reply(ResponseCode.SUCCESS).field(Fields.VALUE, value).send();
  }

  void delete(Request request) throws CommandException, IOException {
    keyValues.delete(request.requiredText(Fields.NAMESPACE), request.requiredText(Fields.KEY));
    request.reply(ResponseCode.SUCCESS).send();
  }

  void list(Request request) throws CommandException {
    String namespace = request.requiredText(Fields.NAMESPACE);
    Map<String, String> entries = keyValues.list(namespace);
    if (entries == null) {
      throw new CommandException(
          ResponseCode.QUERY_NOT_FOUND, "No config item, Namespace: " + namespace);
    }
    request.reply(ResponseCode.SUCCESS).body(RouteJson.table(entries)).send();
  }

  void updateSettings(Request request) throws CommandException {
    Map<String, String> given = properties(new String(request.bodyBytes(), UTF_8));
    for (String key : given.keySet()) {
      if (settings.get().configBlackList().contains(key)) {
        throw new CommandException(
            ResponseCode.NO_PERMISSION, "Can not update config in black list: " + key);
      }
    }
    try {
      settings.change(given);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ResponseCode.SYSTEM_ERROR, e.getMessage());
    }
    request.reply(ResponseCode.SUCCESS).send();
  }

  private static Map<String, String> properties(String text) throws CommandException {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR, "the body is no properties text: " + e.getMessage());
    }
    Map<String, String> given = new TreeMap<>();
    properties.forEach(
        (key, value) -> given.put(RouteSettings.bareKey((String) key), (String) value));
    return given;
  }

  void settings(Request request) {
    StringBuilder text = new StringBuilder();
    settings
        .get()
        .asMap()
        .forEach((key, value) -> text.append(key).append('=').append(escaped(value)).append('\n'));
    request.reply(ResponseCode.SUCCESS).body(text.toString().getBytes(UTF_8)).send();
  }

  /** As {@link Properties#load} reads it. */
  private static String escaped(String value) {
    return value.replace("\\", "\\\\");
  }
}
