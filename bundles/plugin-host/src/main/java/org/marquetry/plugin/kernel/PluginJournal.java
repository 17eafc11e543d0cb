/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of plugins in memory and on disk. A change is written as an intent, made, and
 * confirmed: after a crash in between it is made again, so that a restart finds the state before it
 * or after it. Thread-safe.
 */
public final class PluginJournal {

  private static final Logger LOG = LoggerFactory.getLogger(PluginJournal.class);

  private final StateFile file;
  private final Executor background;
  private final Object writing = new Object();
  private final String recovered;
  private volatile PluginState state;

  /**
   * @param background what must not wait for the disk is written there
   */
  public PluginJournal(StateFile file, Executor background) {
    this.file = file;
    this.background = background;
    StateFile.Content content = StateFile.Content.NONE;
    try {
      content = file.read();
    } catch (IOException e) {
      LOG.error(
          "What was decided about plugins is not known: {}. Every version is used as if it were new",
          e.getMessage());
    }
    this.recovered = content.intent() == null ? null : content.why();
    this.state = content.intent() == null ? content.state() : content.intent();
    if (recovered != null) {
      LOG.warn("A change that was under way when the node went down is completed: {}", recovered);
      save();
    }
  }

  /** Forgets everything with the process. */
  static PluginJournal inMemory() {
    return new PluginJournal(StateFile.NONE, Runnable::run);
  }

  PluginState state() {
    return state;
  }

  /** The change that was completed when the journal was read, or {@code null}. */
  String recovered() {
    return recovered;
  }

  /**
   * Makes a change: nothing of it has happened where it throws.
   *
   * @param why for people
   * @param switching makes it so; throws nothing
   */
  void change(String why, UnaryOperator<PluginState> change, Runnable switching)
      throws IOException {
    synchronized (writing) {
      PluginState before = state;
      try {
        file.write(new StateFile.Content(before, change.apply(before), why));
      } catch (IOException e) {
        // It may have got to the disk all the same, and would be made at the next start.
        save();
        throw e;
      }
      apply(change);
      switching.run();
      save();
    }
  }

  /**
   * Makes a change that must not wait for the disk; a crash before it is written undoes it.
   *
   * @return whether there was anything to change
   */
  boolean changeNow(UnaryOperator<PluginState> change) {
    if (!apply(change)) {
      return false;
    }
    background.execute(this::save);
    return true;
  }

  private synchronized boolean apply(UnaryOperator<PluginState> change) {
    PluginState before = state;
    state = change.apply(before);
    return !state.equals(before);
  }

  private void save() {
    synchronized (writing) {
      try {
        file.write(new StateFile.Content(state, null, null));
      } catch (IOException e) {
        LOG.error("What was decided about plugins may be forgotten at a restart", e);
      }
    }
  }
}
