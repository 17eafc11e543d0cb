/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.DelayAdmin;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Table;

/** {@code mq:delayed}. */
final class DelayedCommand implements Command {

  private static final String KEY = "--key";
  private static final String TOPIC = "--topic";
  private static final String COUNT = "--count";

  private final Node node;
  private final ZoneId zone;

  /**
   * @param zone in which times are shown to people
   */
  DelayedCommand(Node node, ZoneId zone) {
    this.node = node;
    this.zone = zone;
  }

  @Override
  public Usage usage() {
    return Usage.of("delayed", "Lists messages that wait for their delivery time, the next first")
        .option(TOPIC, "TOPIC", "only those that go there [all]")
        .option(KEY, "KEY", "those with this unique key or key, delivered and cancelled ones too")
        .option(COUNT, "N", "at most so many [20]");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    String key = arguments.option(KEY);
    String topic = arguments.option(TOPIC);
    int count = arguments.intOption(COUNT, 20, 1, 10_000);
    if (key == null) {
      return new Messages(node.delay().waiting(topic, count), "no message waits", zone);
    }
    List<DelayAdmin.Waiting> found =
        node.delay().find(key).stream()
            .filter(message -> topic == null || message.topic().equals(topic))
            .limit(count)
            .toList();
    return new Messages(found, "no delayed message has the key " + key, zone);
  }

  private record Messages(List<DelayAdmin.Waiting> messages, String none, ZoneId zone)
      implements Answer {

    @Override
    public String text() {
      Table table =
          new Table(
              none, "due", "late ms", "state", "topic", "queue", "level", "unique key", "keys");
      for (DelayAdmin.Waiting each : messages) {
        table.row(
            Moment.text(each.dueMillis(), zone),
            each.lateMillis(),
            each.state(),
            each.topic(),
            each.queueId(),
            each.level() == 0 ? "-" : each.level(),
            each.uniqueKey(),
            each.keys());
      }
      return table.text();
    }

    @Override
    public Object json() {
      List<Map<String, Object>> all = new ArrayList<>();
      for (DelayAdmin.Waiting each : messages) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("due", each.dueMillis());
        message.put("lateMillis", each.lateMillis());
        message.put("state", each.state());
        message.put("lane", each.lane());
        message.put("topic", each.topic());
        message.put("queue", each.queueId());
        message.put("level", each.level());
        message.put("uniqueKey", each.uniqueKey());
        message.put("keys", each.keys());
        message.put("stored", each.storeMillis());
        all.add(message);
      }
      return all;
    }
  }
}
