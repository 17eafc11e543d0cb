/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import com.google.gson.JsonObject;
import java.io.IOException;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.broker.json.JsonText;

/**
 * What {@code config/delayOffset.json} has no room for, as on disk in {@code
 * config/delayProgress.json}: how far the timer's messages are settled, and from where on the log
 * tells of messages that were delivered after that was written. Thread-safe.
 */
public final class DelayProgress {

  private final JsonFile file;
  private final boolean known;
  private volatile Noted noted;

  /**
   * @param levelsPosition position in the log from which on it tells of levels
   * @param check what RocketMQ's file said when it was last read or written: if it says something
   *     else, such a broker has worked on the store since; {@code null} where there was none
   */
  record Noted(long levelsPosition, TimerPoint timer, TimerCheck.Content check) {}

  /**
   * Reads the file. Blocks for the disk.
   *
   * @throws IOException if the file cannot be understood; the message names it and the remedy
   */
  public DelayProgress(JsonFile file) throws IOException {
    this.file = file;
    JsonObject content = file.read();
    known = content != null;
    JsonObject object = content == null ? new JsonObject() : content;
    JsonObject timer = JsonFields.object(object, "timer");
    JsonObject times = timer == null ? new JsonObject() : timer;
    noted =
        new Noted(
            JsonFields.longOr(object, "levelsPosition", 0),
            new TimerPoint(
                JsonFields.longOr(times, "millis", 0),
                JsonFields.longOr(times, "offset", 0),
                JsonFields.longOr(times, "position", 0)),
            check(JsonFields.object(object, "timercheck")));
  }

  private static TimerCheck.Content check(JsonObject seen) {
    return seen == null
        ? null
        : new TimerCheck.Content(
            JsonFields.longOr(seen, "readMillis", 0),
            JsonFields.longOr(seen, "logPosition", 0),
            JsonFields.longOr(seen, "queueOffset", 0));
  }

  /** Whether there was a file: if not, nothing is known of what was delivered. */
  boolean known() {
    return known;
  }

  Noted noted() {
    return noted;
  }

  /** Writes new progress. Blocks for the disk. */
  void persist(Noted now) throws IOException {
    JsonText json = new JsonText().object();
    json.name("levelsPosition").value(now.levelsPosition());
    json.name("timer").object();
    json.name("millis").value(now.timer().millis());
    json.name("offset").value(now.timer().offset());
    json.name("position").value(now.timer().position());
    json.end();
    if (now.check() != null) {
      json.name("timercheck").object();
      json.name("readMillis").value(now.check().readMillis());
      json.name("logPosition").value(now.check().logPosition());
      json.name("queueOffset").value(now.check().queueOffset());
      json.end();
    }
    file.write(json.end().toString());
    noted = now;
  }
}
