/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.benchmarks.endtoend;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The figures as a Markdown document: medians first, every single run below. */
final class Report {
  private final List<StartFigures> starts = new ArrayList<>();
  private final List<Measurement> measurements = new ArrayList<>();
  private final String title;

  Report(String title) {
    this.title = title;
  }

  void add(StartFigures start) {
    starts.add(start);
  }

  void add(Measurement measurement) {
    measurements.add(measurement);
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("# ").append(title).append("\n\n");
    text.append(
        "Medians over the rounds; CPU is user and system time of the broker's process.\n\n");
    text.append(
        "| node | start ms | live heap MiB | anonymous RSS MiB | RSS MiB |\n|---|--:|--:|--:|--:|\n");
    for (String node : starts.stream().map(StartFigures::node).distinct().toList()) {
      List<StartFigures> own = starts.stream().filter(s -> s.node().equals(node)).toList();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %.0f | %.0f | %.0f | %.0f |%n",
              node,
              median(own, StartFigures::startMillis),
              median(own, s -> s.heapKib() / 1024.0),
              median(own, s -> s.anonymousKib() / 1024.0),
              median(own, s -> s.residentKib() / 1024.0)));
    }
    text.append(
        "\n| workload | node | msg/s | server CPU µs/msg | failures |\n|---|---|--:|--:|--:|\n");
    for (Workload workload : Workload.values()) {
      for (String node : measurements.stream().map(Measurement::node).distinct().toList()) {
        List<Measurement> own =
            measurements.stream()
                .filter(m -> m.node().equals(node) && m.workload() == workload)
                .toList();
        if (!own.isEmpty()) {
          text.append(
              String.format(
                  Locale.ROOT,
                  "| %s | %s | %.0f | %.1f | %d |%n",
                  workload.description(),
                  node,
                  median(own, Measurement::perSecond),
                  median(own, Measurement::cpuMicrosPerMessage),
                  own.stream().mapToLong(Measurement::failures).sum()));
        }
      }
    }
    text.append(
        "\nEvery run:\n\n| round | node | workload | messages | seconds | msg/s | CPU µs/msg |\n|--:|---|---|--:|--:|--:|--:|\n");
    for (Measurement m : measurements) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %d | %s | %s | %d | %.1f | %.0f | %.1f |%n",
              m.round(),
              m.node(),
              m.workload(),
              m.messages(),
              m.nanos() / 1e9,
              m.perSecond(),
              m.cpuMicrosPerMessage()));
    }
    return text.toString();
  }

  private static <T> double median(List<T> values, ToDoubleFunction<T> figure) {
    double[] sorted = values.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
