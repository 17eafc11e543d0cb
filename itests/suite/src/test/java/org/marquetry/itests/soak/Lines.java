/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.rocketmq.common.message.Message;

/**
 * Numbered messages in lines, as they were consumed: a line goes on with the next number that is
 * stored, or goes back to one that it had. Thread-safe; each line by one thread at a time.
 */
final class Lines {

  private static final String LINE = "line";
  private static final String NUMBER = "number";
  private static final int AROUND = 5;

  private final Map<String, List<Integer>> lines = new ConcurrentHashMap<>();

  /** Gives a message that will be sent its place. */
  static void mark(Message message, int line, int number) {
    message.putUserProperty(LINE, Integer.toString(line));
    message.putUserProperty(NUMBER, Integer.toString(number));
  }

  void came(Message message) {
    lines
        .computeIfAbsent(
            message.getUserProperty(LINE), l -> Collections.synchronizedList(new ArrayList<>()))
        .add(Integer.parseInt(message.getUserProperty(NUMBER)));
  }

  /** Where a line went on without a message that came later. */
  List<String> wrong() {
    List<String> wrong = new ArrayList<>();
    lines.forEach((line, numbers) -> wrong.addAll(skipped(line, List.copyOf(numbers))));
    return wrong;
  }

  private static List<String> skipped(String line, List<Integer> numbers) {
    Set<Integer> stored = new HashSet<>(numbers);
    List<String> wrong = new ArrayList<>();
    int before = -1;
    for (int i = 0; i < numbers.size(); i++) {
      int now = numbers.get(i);
      for (int between = before + 1; between < now; between++) {
        if (stored.contains(between)) {
          wrong.add(
              "line "
                  + line
                  + " went on without "
                  + between
                  + ": "
                  + numbers.subList(
                      Math.max(0, i - AROUND), Math.min(numbers.size(), i + AROUND + 1)));
        }
      }
      before = now;
    }
    return wrong;
  }
}
