/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.environment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.marquetry.itests.node.Shell;

/** What {@code mq:plugins} says of a node. */
public final class Inventory {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(20);

  private final Shell shell;

  public Inventory(Shell shell) {
    this.shell = shell;
  }

  /** A line of it. */
  public record Row(
      String kind, String name, String version, String bundle, String state, String detail) {}

  public List<Row> rows() {
    try {
      List<Row> rows = new ArrayList<>();
      JsonElement answer = JsonParser.parseString(shell.must("mq:plugins --json"));
      for (JsonElement line : answer.getAsJsonArray()) {
        JsonObject row = line.getAsJsonObject();
        rows.add(
            new Row(
                text(row, "kind"),
                text(row, "name"),
                text(row, "version"),
                text(row, "bundle"),
                text(row, "state"),
                text(row, "detail")));
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(JsonObject row, String key) {
    JsonElement value = row.get(key);
    return value == null || value.isJsonNull() ? "" : value.getAsString();
  }

  /** Waits for a row. */
  public Row await(String what, Predicate<Row> which) {
    List<Row> found = new ArrayList<>();
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .conditionEvaluationListener(null)
        .untilAsserted(
            () -> {
              List<Row> rows = rows();
              assertThat(rows).as(what).anyMatch(which);
              rows.stream().filter(which).forEach(found::add);
            });
    return found.get(0);
  }

  public Row awaitRefused(String file) {
    return await(
        file + " refused", row -> row.name().equals(file) && row.state().equals("refused"));
  }

  public Row awaitInUse(String name, String version) {
    return await(
        name + " " + version + " in use",
        row ->
            row.name().equals(name)
                && row.version().equals(version)
                && row.state().equals("in use"));
  }

  /** Waits until no row is like this. */
  public void awaitNone(String what, Predicate<Row> which) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .untilAsserted(() -> assertThat(rows()).as(what).noneMatch(which));
  }
}
