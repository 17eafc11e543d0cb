/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log once that a strategy gives nothing, and once that it does again; for all groups
 * together where the reason is the same for all. Thread-safe.
 */
final class Problems {

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  private final Map<String, String> open = new ConcurrentHashMap<>();

  void failed(Situation situation, String problem, boolean common) {
    String key = common ? situation.rule().strategy() : key(situation);
    if (problem.equals(open.put(key, problem))) {
      return;
    }
    if (common) {
      LOG.warn("{}; its groups keep the queues that they have", problem);
    } else {
      LOG.warn(
          "Group {} keeps the queues of topic {} that it has: {}",
          situation.group(),
          situation.topic(),
          problem);
    }
  }

  void computed(Situation situation) {
    if (open.isEmpty()) {
      return;
    }
    if (open.remove(situation.rule().strategy()) != null) {
      LOG.info("The strategy {} allocates queues again", situation.rule().strategy());
    }
    if (open.remove(key(situation)) != null) {
      LOG.info(
          "The queues of topic {} are allocated to group {} by {} again",
          situation.topic(),
          situation.group(),
          situation.rule().strategy());
    }
  }

  /** Strategies have no blanks in their names, and neither have groups. */
  private static String key(Situation situation) {
    return situation.group() + " " + situation.topic();
  }
}
