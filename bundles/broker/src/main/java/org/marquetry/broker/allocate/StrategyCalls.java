/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.allocate.QueueId;
import org.marquetry.plugin.Gap;
import org.marquetry.plugin.PluginCall;
import org.marquetry.plugin.PluginCalls;
import org.marquetry.plugin.PluginOutcome;

/**
 * The strategies that are there, and calls into them. Thread-safe; never blocks: what comes of a
 * call is told on any thread.
 */
final class StrategyCalls {

  /** What came of a call. Exactly one method is called, once; it must not block. */
  interface Outcome<R> {

    void result(R result);

    /**
     * @param common whether the reason is the same for all groups
     */
    void none(String reason, boolean common);
  }

  private final PluginCalls<AllocateStrategy> plugins;
  private final Map<String, Long> epochs = new ConcurrentHashMap<>();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

  StrategyCalls(PluginCalls<AllocateStrategy> plugins) {
    this.plugins = plugins;
    plugins.onChange(this::changed);
  }

  private void changed(String name) {
    epochs.merge(name, 1L, Long::sum);
    listeners.forEach(listener -> listener.accept(name));
  }

  /** Tells the name of a strategy whose plugin has changed; must be quick. */
  void onChange(Consumer<String> listener) {
    listeners.add(listener);
  }

  Rule rule(String strategy, Map<String, String> settings) {
    return new Rule(strategy, settings, epochs.getOrDefault(base(strategy), 0L));
  }

  /** A name may carry a version, as {@code AVG@1.0.0}. */
  private static String base(String strategy) {
    int at = strategy.lastIndexOf('@');
    return at > 0 ? strategy.substring(0, at) : strategy;
  }

  boolean usable(String strategy) {
    return plugins.usable(strategy);
  }

  List<PluginCalls.Offer> offers() {
    return plugins.offers();
  }

  /** Names that can be called, for people. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    plugins.offers().forEach(offer -> names.add(offer.name()));
    names.sort(null);
    return names;
  }

  /** {@code -} where there is no such strategy. */
  String version(String strategy) {
    for (PluginCalls.Offer offer : plugins.offers()) {
      if (offer.name().equals(base(strategy))) {
        return offer.version();
      }
    }
    return "-";
  }

  /**
   * The shares of all members.
   *
   * @param previous asked when the strategy is called, after earlier calls for this group
   */
  void shares(
      Situation situation,
      Supplier<Map<String, List<QueueId>>> previous,
      Outcome<Map<String, List<QueueId>>> outcome) {
    call(situation.rule(), situation.group(), new SharesCall(situation, previous), outcome);
  }

  /**
   * Calls a strategy for a group.
   *
   * @param call a refusal by the strategy is what it returns, not what it throws
   */
  <R> void call(
      Rule rule, String group, PluginCall<AllocateStrategy, Reply<R>> call, Outcome<R> outcome) {
    plugins.call(
        rule.strategy(),
        group,
        call,
        new PluginOutcome<Reply<R>>() {
          @Override
          public void result(Reply<R> reply) {
            if (reply.refusal() == null) {
              outcome.result(reply.result());
            } else {
              outcome.none(inItsName(rule.strategy(), reply.refusal()), false);
            }
          }

          @Override
          public void gap(Gap gap) {
            boolean common = gap.cause() == Gap.Cause.ABSENT || gap.cause() == Gap.Cause.PUT_ASIDE;
            outcome.none(gap.reason(), common);
          }
        });
  }

  private static String inItsName(String strategy, String refusal) {
    return refusal.startsWith(strategy) ? refusal : strategy + ": " + refusal;
  }

  /**
   * What a strategy said.
   *
   * @param refusal why it cannot serve the group, in its own words; {@code null} where it can
   */
  record Reply<R>(R result, String refusal) {

    private static final int LONGEST = 500;

    static <R> Reply<R> of(R result) {
      return new Reply<>(result, null);
    }

    static <R> Reply<R> refused(IllegalArgumentException refusal) {
      String text = String.valueOf(refusal.getMessage());
      return new Reply<>(null, text.length() > LONGEST ? text.substring(0, LONGEST) : text);
    }
  }
}
