/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.marquetry.delay.DelayEngine;
import org.marquetry.plugin.PluginCalls;

/**
 * Which engine serves a lane: the one that is configured; while that one is put aside, another that
 * works. One that is only away is waited for. Thread-safe.
 */
final class EngineChoice implements Supplier<String> {

  private final PluginCalls<DelayEngine> engines;
  private final String lane;
  private final Supplier<String> configured;

  EngineChoice(PluginCalls<DelayEngine> engines, String lane, Supplier<String> configured) {
    this.engines = engines;
    this.lane = lane;
    this.configured = configured;
  }

  @Override
  public String get() {
    String name = configured.get();
    if (engines.usable(name)) {
      return name;
    }
    List<PluginCalls.Offer> offers = engines.offers();
    boolean putAside = offers.stream().anyMatch(offer -> offer.name().equals(name));
    if (!putAside) {
      return name;
    }
    Optional<String> other =
        offers.stream()
            .filter(offer -> offer.usable() && serves(offer, lane))
            .map(PluginCalls.Offer::name)
            .findFirst();
    return other.orElse(name);
  }

  /** Whether an engine says that it can serve a lane. */
  static boolean serves(PluginCalls.Offer engine, String lane) {
    Object lanes = engine.properties().get(DelayEngine.LANES);
    Stream<?> named;
    if (lanes == null) {
      return true;
    } else if (lanes instanceof Object[] array) {
      named = Arrays.stream(array);
    } else if (lanes instanceof Collection<?> collection) {
      named = collection.stream();
    } else {
      named = Stream.of(lanes);
    }
    return named.anyMatch(lane::equals);
  }
}
