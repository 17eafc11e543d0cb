/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.fake;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.marquetry.plugin.Gap;
import org.marquetry.plugin.PluginCall;
import org.marquetry.plugin.PluginCalls;
import org.marquetry.plugin.PluginOutcome;

/**
 * Plugins that are called on the test's thread: at once, or when the test says so. Not thread-safe.
 */
public final class ManualCalls<T> implements PluginCalls<T> {

  private final Map<String, Present<T>> present = new LinkedHashMap<>();
  private final Map<String, Gap.Cause> gaps = new HashMap<>();
  private final List<Consumer<String>> listeners = new ArrayList<>();
  private final Deque<Waiting<T, ?>> waiting = new ArrayDeque<>();
  private boolean held;

  private record Present<T>(T plugin, Map<String, Object> properties, Map<Object, Object> made) {}

  private record Waiting<T, R>(
      String name, Object key, PluginCall<? super T, R> call, PluginOutcome<? super R> outcome) {}

  public ManualCalls<T> put(String name, T plugin) {
    return put(name, plugin, Map.of());
  }

  public ManualCalls<T> put(String name, T plugin, Map<String, Object> properties) {
    present.put(name, new Present<>(plugin, properties, new HashMap<>()));
    listeners.forEach(listener -> listener.accept(name));
    return this;
  }

  /** Takes a plugin away; calls that wait for it are told. */
  public void remove(String name) {
    present.remove(name);
    listeners.forEach(listener -> listener.accept(name));
    List<Waiting<T, ?>> lost = waiting.stream().filter(call -> call.name.equals(name)).toList();
    waiting.removeAll(lost);
    lost.forEach(this::run);
  }

  /** From now on calls of this name end with this gap; {@code null}: no more. */
  public void gap(String name, Gap.Cause cause) {
    gaps.put(name, cause);
    listeners.forEach(listener -> listener.accept(name));
  }

  /** From now on calls wait for {@link #runNext}. */
  public void hold() {
    held = true;
  }

  /** From now on calls run at once; those that wait do now. */
  public void letGo() {
    held = false;
    while (!waiting.isEmpty()) {
      runNext();
    }
  }

  public int waiting() {
    return waiting.size();
  }

  /** What the calls that wait are keyed by. */
  public List<Object> keys() {
    return waiting.stream().map(call -> call.key).toList();
  }

  public void runNext() {
    run(waiting.removeFirst());
  }

  /** The next call is given up on: told so now, while the plugin goes on with {@code meanwhile}. */
  public void overrunNext() {
    Waiting<T, ?> call = waiting.removeFirst();
    call.outcome.gap(gapOf(call.name, Gap.Cause.OVERRUN, null));
    try {
      call.call.run(present.get(call.name).plugin, made(call.name));
    } catch (Exception e) {
      // Nobody listens any more.
    } finally {
      call.call.ended();
    }
  }

  @Override
  public <R> void call(
      String name, Object key, PluginCall<? super T, R> call, PluginOutcome<? super R> outcome) {
    Waiting<T, R> made = new Waiting<>(name, key, call, outcome);
    if (held && present.containsKey(name) && gaps.get(name) == null) {
      waiting.add(made);
    } else {
      run(made);
    }
  }

  private <R> void run(Waiting<T, R> call) {
    Present<T> plugin = present.get(call.name);
    Gap.Cause forced = gaps.get(call.name);
    if (plugin == null || forced != null) {
      call.call.ended();
      Gap.Cause cause = plugin == null ? Gap.Cause.ABSENT : forced;
      call.outcome.gap(gapOf(call.name, cause, null));
      return;
    }
    R result;
    try {
      result = call.call.run(plugin.plugin, made(call.name));
    } catch (Exception e) {
      call.call.ended();
      call.outcome.gap(gapOf(call.name, Gap.Cause.FAILED, e));
      return;
    }
    call.call.ended();
    call.outcome.result(result);
  }

  /** What was made from a plugin goes with it. */
  private PluginCall.Products made(String name) {
    Map<Object, Object> made = present.get(name).made;
    return new PluginCall.Products() {
      @Override
      @SuppressWarnings("unchecked")
      public <V> V get(Object key, Maker<V> maker) throws Exception {
        Object found = made.get(key);
        if (found == null) {
          found = maker.make();
          made.put(key, found);
        }
        return (V) found;
      }
    };
  }

  private static Gap gapOf(String name, Gap.Cause cause, Throwable failure) {
    return new Gap(
        cause,
        name,
        "plugin " + name + ": " + cause + (failure == null ? "" : ": " + failure),
        failure);
  }

  @Override
  public boolean usable(String name) {
    return present.containsKey(name) && gaps.get(name) == null;
  }

  @Override
  public List<Offer> offers() {
    return present.entrySet().stream()
        .map(
            entry ->
                new Offer(
                    entry.getKey(), "1.0.0", usable(entry.getKey()), entry.getValue().properties))
        .toList();
  }

  @Override
  public void onChange(Consumer<String> name) {
    listeners.add(name);
    present.keySet().forEach(name);
  }
}
