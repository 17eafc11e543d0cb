/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** What is owed, and in the end everything that is wrong. */
final class Audit {

  private static final int SHOWN = 20;

  private final Journal journal;
  private final List<Workload> workloads;
  private final BiFunction<String, Parcel, String> evidence;

  /**
   * @param evidence what the broker has of a message that a group did not get, for people
   */
  Audit(Journal journal, List<Workload> workloads, BiFunction<String, Parcel, String> evidence) {
    this.journal = journal;
    this.workloads = workloads;
    this.evidence = evidence;
  }

  /** Whether nobody waits for anything. */
  boolean isComplete() {
    return awaited().isEmpty();
  }

  /** What readers and workloads wait for, a few of it. */
  List<String> awaited() {
    List<String> awaited = new ArrayList<>();
    for (Workload workload : workloads) {
      for (Deliveries got : deliveries(workload)) {
        got.missing().stream().limit(SHOWN).map(Parcel::toString).forEach(awaited::add);
      }
      awaited.addAll(workload.awaited());
    }
    return awaited.subList(0, Math.min(SHOWN, awaited.size()));
  }

  /** Everything that is wrong when nothing more will come; empty for nothing. */
  List<String> wrong() {
    List<String> wrong = new ArrayList<>(journal.faults());
    for (Workload workload : workloads) {
      for (Deliveries got : deliveries(workload)) {
        wrong.addAll(got.wrong());
        got.missing().stream().limit(SHOWN).forEach(parcel -> wrong.add(missing(got, parcel)));
        if (got.count() == 0) {
          wrong.add(got.group() + " got nothing at all");
        }
      }
      wrong.addAll(workload.wrong());
      wrong.addAll(workload.awaited());
      workload.tally().missing().forEach(what -> wrong.add(workload.name() + ": never " + what));
    }
    return wrong;
  }

  private String missing(Deliveries got, Parcel parcel) {
    return got.group() + " did not get " + parcel + evidence.apply(got.group(), parcel);
  }

  private static List<Deliveries> deliveries(Workload workload) {
    return workload.groups().stream().flatMap(group -> group.deliveries().stream()).toList();
  }
}
