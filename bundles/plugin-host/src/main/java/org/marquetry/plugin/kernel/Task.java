/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.marquetry.plugin.Gap;
import org.marquetry.plugin.PluginCall;
import org.marquetry.plugin.PluginOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call on its way: its outcome is told once, its end is told once. Thread-safe. */
final class Task<T, R> {

  private static final Logger LOG = LoggerFactory.getLogger(Task.class);
  private static final VarHandle ANSWERED;

  static {
    try {
      ANSWERED = MethodHandles.lookup().findVarHandle(Task.class, "answered", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;
  private final Object key;
  private final PluginCall<? super T, R> call;
  private final PluginOutcome<? super R> outcome;

  @SuppressWarnings("UnusedVariable") // written through the handle
  private volatile boolean answered;

  /**
   * @param name as the caller gave it, with a version or without
   */
  Task(String name, Object key, PluginCall<? super T, R> call, PluginOutcome<? super R> outcome) {
    this.name = name;
    this.key = key;
    this.call = call;
    this.outcome = outcome;
  }

  String name() {
    return name;
  }

  Object key() {
    return key;
  }

  /**
   * Runs on the plugin and tells what came of it, unless the caller was told already.
   *
   * @return what the plugin threw, or {@code null}
   */
  Throwable run(T plugin, PluginCall.Products made, String pluginName) {
    R result = null;
    Throwable failure = null;
    try {
      result = call.run(plugin, made);
    } catch (Throwable e) {
      // Whatever it is, a StackOverflowError or LinkageError included, it ends here.
      failure = e;
    }
    if (answerOnce()) {
      try {
        if (failure == null) {
          outcome.result(result);
        } else {
          outcome.gap(Gaps.failed(pluginName, failure));
        }
      } catch (RuntimeException | Error e) {
        LOG.error("What came of a call into plugin {} could not be taken over", pluginName, e);
      }
    }
    ended();
    return failure;
  }

  /** Ends a call that never ran. */
  void refuse(Gap gap) {
    answer(gap);
    ended();
  }

  /** Tells the caller that there is no result, unless it was told something already. */
  boolean answer(Gap gap) {
    if (!answerOnce()) {
      return false;
    }
    try {
      outcome.gap(gap);
    } catch (RuntimeException | Error e) {
      LOG.error("A gap of plugin {} could not be taken over", gap.name(), e);
    }
    return true;
  }

  private boolean answerOnce() {
    return ANSWERED.compareAndSet(this, false, true);
  }

  private void ended() {
    try {
      call.ended();
    } catch (RuntimeException | Error e) {
      LOG.error("The end of a call of plugin {} could not be taken over", name, e);
    }
  }
}
