/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.FilterAdmin;
import org.marquetry.admin.FilterAdmin.Comparison;
import org.marquetry.admin.FilterAdmin.Example;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Facts;
import org.marquetry.shell.output.Sections;
import org.marquetry.shell.output.Table;

/**
 * What the commands that compare filters have in common: {@code report} and {@code stop} may stand
 * first or behind group and topic, and a report reads the same.
 *
 * @param kind as {@link FilterAdmin#comparisons} takes it
 */
record ComparisonOperands(String kind, FilterAdmin admin) {

  private static final String REPORT = "report";
  private static final String STOP = "stop";

  static Usage usage(String name, String summary) {
    return Usage.of(name, summary)
        .optionalOperand("GROUP", "its name, as in mq:groups; 'report' shows what was compared")
        .optionalOperand("TOPIC", "its name")
        .optionalOperand(
            "TYPE",
            "TAG, or a filter as in mq:filters, perhaps with @version; or 'report', or 'stop'")
        .optionalOperand("EXPRESSION", "in the filter's language [the one in use]");
  }

  /** The answer where nothing is to be begun; {@code null} where a comparison is. */
  Answer answer(Arguments arguments, Usage usage) throws CommandFailure, AdminException {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 4 && arguments.operand(i) != null; i++) {
      words.add(arguments.operand(i));
    }
    if (words.isEmpty()) {
      return reports(null, null);
    }
    int action = action(words.get(0)) ? 0 : words.size() == 3 && action(words.get(2)) ? 2 : -1;
    if (action < 0) {
      if (words.size() < 3) {
        throw usage.misused("TYPE is missing");
      }
      return null;
    }
    String verb = words.remove(action);
    if (words.size() != 2 && !(words.isEmpty() && verb.equals(REPORT))) {
      throw usage.misused("'" + verb + "' wants a GROUP and a TOPIC");
    }
    if (words.isEmpty()) {
      return reports(null, null);
    }
    return verb.equals(STOP)
        ? of(admin.stop(kind, words.get(0), words.get(1)))
        : reports(words.get(0), words.get(1));
  }

  private static boolean action(String word) {
    return word.equals(REPORT) || word.equals(STOP);
  }

  private Answer reports(String group, String topic) throws CommandFailure {
    List<Comparison> found =
        admin.comparisons(kind).stream()
            .filter(each -> group == null || each.group().equals(group))
            .filter(each -> topic == null || each.topic().equals(topic))
            .toList();
    if (found.size() == 1) {
      return of(found.get(0));
    }
    if (found.isEmpty() && group != null) {
      throw new CommandFailure(
          "there is no " + kind + " of group " + group + " and topic " + topic);
    }
    Table table =
        new Table(
            "there is no " + kind,
            "group",
            "topic",
            "candidate",
            "state",
            "total",
            "compared",
            "added",
            "missing",
            "failing");
    for (Comparison each : found) {
      table.row(
          each.group(),
          each.topic(),
          each.candidate(),
          each.state(),
          each.total(),
          each.compared(),
          each.added(),
          each.missing(),
          each.failing());
    }
    return table;
  }

  static Answer of(Comparison comparison) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("group", comparison.group());
    facts.put("topic", comparison.topic());
    facts.put("active", comparison.active());
    facts.put("candidate", comparison.candidate());
    facts.put("state", comparison.state());
    facts.put("for ms", comparison.sinceMillis());
    facts.put("total", comparison.total());
    facts.put("compared", comparison.compared());
    facts.put("agreed", comparison.agreed());
    facts.put("added", comparison.added());
    facts.put("missing", comparison.missing());
    facts.put("failing", comparison.failing());
    facts.put("unjudged", comparison.unjudged());
    facts.put("dropped", comparison.dropped());
    Table examples =
        new Table("no message differs", "what", "queue", "offset", "message id", "reason");
    for (Example each : comparison.examples()) {
      examples.row(
          each.what(), each.queueId(), each.queueOffset(), each.messageId(), each.reason());
    }
    Map<String, Answer> parts = new LinkedHashMap<>();
    parts.put("comparison", new Facts(facts));
    parts.put("examples", examples);
    return new Sections(parts);
  }
}
