/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The pulls that wait for a message of one queue. Thread-safe. */
final class HeldPulls {

  private final List<HeldPull> pulls = new ArrayList<>(2);
  private volatile int size;

  synchronized void add(HeldPull pull) {
    pulls.add(pull);
    size = pulls.size();
  }

  /** Read without a lock: an append looks at this first. */
  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** Takes out those that a message satisfies. */
  List<HeldPull> satisfiedBy(long queueOffset, long tagsCode) {
    return take(pull -> queueOffset >= pull.command.queueOffset && pull.filter.matches(tagsCode));
  }

  /** Takes out and claims those that fit; in the order in which they came. */
  synchronized List<HeldPull> take(Predicate<HeldPull> which) {
    List<HeldPull> taken = null;
    int kept = 0;
    for (int i = 0; i < pulls.size(); i++) {
      HeldPull pull = pulls.get(i);
      if (pull.claimed()) {
        continue;
      }
      if (which.test(pull) && pull.claim()) {
        if (taken == null) {
          taken = new ArrayList<>(2);
        }
        taken.add(pull);
      } else {
        pulls.set(kept++, pull);
      }
    }
    pulls.subList(kept, pulls.size()).clear();
    size = kept;
    return taken == null ? List.of() : taken;
  }
}
