/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.UnaryOperator;
import org.marquetry.plugin.Gap;
import org.marquetry.plugin.PluginCall;
import org.marquetry.plugin.PluginOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call on its way. Whoever claims it tells its outcome: the thread that ran it, or who gave up
 * on it before. Thread-safe.
 */
final class Task<T, R> {

  private static final Logger LOG = LoggerFactory.getLogger(Task.class);
  private static final VarHandle CLAIMED;

  static {
    try {
      CLAIMED = MethodHandles.lookup().findVarHandle(Task.class, "claimed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final PluginName name;
  private final Object key;
  private final PluginCall<? super T, R> call;
  private final PluginOutcome<? super R> outcome;

  @SuppressWarnings("UnusedVariable") // written through the handle
  private volatile boolean claimed;

  private R result;

  /** Set while other calls of this key belong to another provider. Guarded by the lane's lock. */
  private Fence<T> fence;

  Task(
      PluginName name,
      Object key,
      PluginCall<? super T, R> call,
      PluginOutcome<? super R> outcome) {
    this.name = name;
    this.key = key;
    this.call = call;
    this.outcome = outcome;
  }

  PluginName name() {
    return name;
  }

  Object key() {
    return key;
  }

  boolean sameKey(Task<?, ?> other) {
    return key == null ? other.key == null : key.equals(other.key);
  }

  Fence<T> fence() {
    return fence;
  }

  void fence(Fence<T> given) {
    fence = given;
  }

  /** Whether another version may be asked the same. */
  boolean repeatable() {
    return call.repeatable();
  }

  /** The same with something around its call, instead of this one that has not run yet. */
  Task<T, R> with(UnaryOperator<PluginCall<T, R>> around) {
    return new Task<>(name, key, around.apply(new Plain<>(call)), outcome);
  }

  /**
   * Runs on the plugin; tells nobody.
   *
   * @return what the plugin threw, or {@code null}
   */
  Throwable run(T plugin, PluginCall.Products made) {
    try {
      result = call.run(plugin, made);
      return null;
    } catch (Throwable e) {
      // Whatever it is, a StackOverflowError or LinkageError included, it ends here.
      return e;
    }
  }

  /** Whether the caller of this method is the one who tells the outcome. */
  boolean claim() {
    return CLAIMED.compareAndSet(this, false, true);
  }

  /** Tells the result; by who claimed it. */
  void tellResult() {
    try {
      outcome.result(result);
    } catch (RuntimeException | Error e) {
      LOG.error("A result of plugin {} could not be taken over", name, e);
    }
  }

  /** Tells that there is no result; by who claimed it. */
  void tellGap(Gap gap) {
    try {
      outcome.gap(gap);
    } catch (RuntimeException | Error e) {
      LOG.error("A gap of plugin {} could not be taken over", name, e);
    }
  }

  /** Ends a call that never ran. */
  void refuse(Gap gap) {
    if (claim()) {
      tellGap(gap);
    }
    ended();
  }

  /** A call, seen as one into exactly this plugin interface. */
  private record Plain<T, R>(PluginCall<? super T, R> call) implements PluginCall<T, R> {

    @Override
    public R run(T plugin, Products made) throws Exception {
      return call.run(plugin, made);
    }

    @Override
    public void ended() {
      call.ended();
    }
  }

  /** The plugin does not touch the call any more. */
  void ended() {
    try {
      call.ended();
    } catch (RuntimeException | Error e) {
      LOG.error("The end of a call of plugin {} could not be taken over", name, e);
    }
  }
}
