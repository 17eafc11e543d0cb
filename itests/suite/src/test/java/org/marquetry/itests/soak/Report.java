/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.List;

/** What happened so far, for people. */
final class Report {

  private final Journal journal;
  private final List<Workload> workloads;
  private final Driver driver;
  private final long begun = System.nanoTime();

  Report(Journal journal, List<Workload> workloads, Driver driver) {
    this.journal = journal;
    this.workloads = workloads;
    this.driver = driver;
  }

  /** One line. */
  String progress() {
    StringBuilder line =
        new StringBuilder("soak +")
            .append((System.nanoTime() - begun) / 1_000_000_000)
            .append(" s: ")
            .append(driver.figures())
            .append(", faults ")
            .append(journal.faults().size());
    for (Workload workload : workloads) {
      Journal.Sent sent = journal.sent(workload.name());
      line.append("; ").append(workload.name()).append(' ').append(sent.certain());
      for (Group group : workload.groups()) {
        group.deliveries().forEach(got -> line.append('/').append(got.count()));
      }
    }
    return line.toString();
  }

  /** A table. */
  String summary() {
    StringBuilder table = new StringBuilder("soak: ").append(driver.figures()).append('\n');
    for (Workload workload : workloads) {
      Journal.Sent sent = journal.sent(workload.name());
      table.append(
          String.format(
              "%-12s sent %6d, acknowledged %6d, withheld %5d  %s%n",
              workload.name(), sent.all(), sent.certain(), sent.withheld(), workload.tally()));
      for (Group group : workload.groups()) {
        for (Deliveries got : group.deliveries()) {
          table.append(
              String.format(
                  "    %-24s delivered %6d, repeated %5d, missing %d%n",
                  group.name(), got.count(), got.repeated(), got.missing().size()));
        }
      }
    }
    return table.toString();
  }
}
