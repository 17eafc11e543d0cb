/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.delay.levels;

import org.marquetry.delay.DelayContext;
import org.marquetry.delay.DelaySchedule;
import org.marquetry.delay.DueSink;

/** One line for each queue; the line whose first message is due first is next. */
final class LevelsSchedule implements DelaySchedule {

  private final Line[] lines;

  LevelsSchedule(DelayContext context) {
    lines = new Line[context.queues()];
    for (int queue = 0; queue < lines.length; queue++) {
      lines[queue] = new Line(context, queue);
    }
  }

  @Override
  public void add(int queue, long reference, long dueMillis) {
    lines[queue].add(reference, dueMillis);
  }

  @Override
  public void drain(long nowMillis, DueSink sink) {
    Line line = first();
    while (line.firstDue() <= nowMillis && line.handOut(sink)) {
      line = first();
    }
  }

  private Line first() {
    Line first = lines[0];
    for (Line line : lines) {
      if (line.firstDue() < first.firstDue()) {
        first = line;
      }
    }
    return first;
  }

  @Override
  public long nextDue() {
    return first().firstDue();
  }
}
