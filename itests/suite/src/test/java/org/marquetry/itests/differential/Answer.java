/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.differential;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;

/**
 * One step of the conversation and what came back.
 *
 * @param fields everything that is compared, by name, made independent of clock and client port
 */
record Answer(String step, SortedMap<String, String> fields) {
  /** Milliseconds since 1970 of a year between 2001 and 2096. */
  private static final Pattern TIME = Pattern.compile("\\b[123]\\d{12}\\b");

  private static final Pattern CLIENT = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");

  static Answer none(String step) {
    SortedMap<String, String> fields = new TreeMap<>();
    fields.put("answer", "none");
    return new Answer(step, fields);
  }

  /**
   * @param serverPorts ports that are part of the answer; any other port is a client's
   */
  static Answer of(String step, RemotingCommand command, BodyFormat format, int... serverPorts) {
    SortedMap<String, String> fields = new TreeMap<>();
    fields.put("code", Integer.toString(command.getCode()));
    fields.put("flag", Integer.toString(command.getFlag()));
    fields.put("remark", String.valueOf(command.getRemark()));
    if (command.getExtFields() != null) {
      command.getExtFields().forEach((key, value) -> addExt(key, value, fields));
    }
    if (command.getBody() != null) {
      format.fields(command.getBody()).forEach((key, value) -> fields.put("body." + key, value));
    }
    SortedMap<String, String> steady = new TreeMap<>();
    for (Map.Entry<String, String> field : fields.entrySet()) {
      steady.put(steady(field.getKey(), serverPorts), steady(field.getValue(), serverPorts));
    }
    return new Answer(step, steady);
  }

  /** Properties of a message stand in any order. */
  private static void addExt(String name, String value, SortedMap<String, String> fields) {
    if (name.equals("properties")) {
      MessageDecoder.string2messageProperties(value)
          .forEach((key, property) -> fields.put("ext.property." + key, property));
    } else {
      fields.put("ext." + name, value);
    }
  }

  private static String steady(String text, int... serverPorts) {
    String timeless = TIME.matcher(text).replaceAll("<time>");
    return CLIENT.matcher(timeless).replaceAll(match -> port(match, serverPorts));
  }

  private static String port(MatchResult match, int... serverPorts) {
    for (int port : serverPorts) {
      if (match.group(1).equals(Integer.toString(port))) {
        return Matcher.quoteReplacement(match.group());
      }
    }
    return "127.0.0.1:<client>";
  }
}
