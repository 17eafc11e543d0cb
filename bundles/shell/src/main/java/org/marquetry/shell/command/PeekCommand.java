/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.BrokerAdmin.Peeked;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Table;

/** {@code mq:peek}. */
final class PeekCommand implements Command {

  private static final int SHOWN_CHARACTERS = 60;

  private final Node node;
  private final ZoneId zone;

  /**
   * @param zone in which times are shown to people
   */
  PeekCommand(Node node, ZoneId zone) {
    this.node = node;
    this.zone = zone;
  }

  @Override
  public Usage usage() {
    return Usage.of("peek", "Shows messages of a topic without consuming them")
        .operand("TOPIC", "its name")
        .option("--queue", "N", "only this queue [all]")
        .option("--offset", "N", "queue offset of the first one [the newest are shown]")
        .option("--count", "N", "at most so many of each queue [10]");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    String topic = arguments.operand(0);
    int queue = arguments.intOption("--queue", -1, 0, Integer.MAX_VALUE);
    long offset = arguments.longOption("--offset", -1, 0, Long.MAX_VALUE);
    int count = arguments.intOption("--count", 10, 1, 1_000);
    return new Messages(topic, node.broker().peek(topic, queue, offset, count), zone);
  }

  /** The text of a body, or {@code null} where it is none. */
  private static String text(byte[] body) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** For people the beginning of each message, for scripts all of it. */
  private record Messages(String topic, List<Peeked> peeked, ZoneId zone) implements Answer {

    @Override
    public String text() {
      Table table =
          new Table(
              "no messages in topic " + topic,
              "queue",
              "offset",
              "stored",
              "message id",
              "tag",
              "key",
              "bytes",
              "body");
      for (Peeked each : peeked) {
        table.row(
            each.queueId(),
            each.queueOffset(),
            Moment.text(each.storeTimestamp(), zone),
            each.messageId(),
            each.properties().get("TAGS"),
            each.properties().get("KEYS"),
            each.body().length,
            beginning(each.body()));
      }
      return table.text();
    }

    private static String beginning(byte[] body) {
      String text = PeekCommand.text(body);
      if (text == null) {
        return "(no text)";
      }
      int end = Math.min(text.length(), SHOWN_CHARACTERS);
      return end == text.length() ? text : text.substring(0, end) + "…";
    }

    @Override
    public Object json() {
      List<Map<String, Object>> all = new ArrayList<>();
      for (Peeked each : peeked) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("queue", each.queueId());
        message.put("offset", each.queueOffset());
        message.put("stored", each.storeTimestamp());
        message.put("messageId", each.messageId());
        message.put("properties", each.properties());
        String text = PeekCommand.text(each.body());
        if (text == null) {
          message.put("bodyBase64", Base64.getEncoder().encodeToString(each.body()));
        } else {
          message.put("body", text);
        }
        all.add(message);
      }
      return all;
    }
  }
}
