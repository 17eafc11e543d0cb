/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.intercept;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.marquetry.admin.InterceptorAdmin.Interceptor;
import org.marquetry.broker.spi.SendInterceptor;
import org.marquetry.plugin.Gap;
import org.marquetry.plugin.PluginCalls;
import org.osgi.framework.Constants;

/**
 * The interceptors of one side in the order in which they are asked, as they come and go. A
 * required one that went stays in the chain until its bundle is gone too. Thread-safe.
 *
 * @param <T> the plugin interface
 */
final class Chain<T> {

  private static final int MAX_TALLIES = 1_000;

  private final PluginCalls<T> calls;
  private final LongPredicate installed;
  private final Map<String, Tally> tallies = new ConcurrentHashMap<>();
  private volatile List<Link> links = List.of();
  private volatile boolean incomplete;

  /**
   * One interceptor.
   *
   * @param required whether nothing may pass without it
   * @param bundle id of its bundle
   * @param present {@code false} where only its bundle is there
   */
  record Link(
      String name, String version, boolean required, long bundle, boolean present, Tally tally) {

    private Link absent() {
      return new Link(name, version, required, bundle, false, tally);
    }
  }

  /**
   * @param installed whether a bundle of this id is there, started or not
   */
  Chain(PluginCalls<T> calls, LongPredicate installed) {
    this.calls = calls;
    this.installed = installed;
  }

  /**
   * Begins to follow what comes and goes. To be called once.
   *
   * @param changed called after the chain may have changed, on any thread; must be short
   */
  void follow(Runnable changed) {
    calls.onChange(
        name -> {
          look();
          changed.run();
        });
    look();
    changed.run();
  }

  private synchronized void look() {
    List<Link> now = new ArrayList<>();
    List<PluginCalls.Offer> offers = calls.offers();
    Set<String> offered = offers.stream().map(PluginCalls.Offer::name).collect(Collectors.toSet());
    for (Link before : links) {
      if (before.required() && !offered.contains(before.name()) && present(before)) {
        now.add(before.absent());
      }
    }
    incomplete = !now.isEmpty();
    for (PluginCalls.Offer offer : offers) {
      now.add(link(offer));
    }
    links = List.copyOf(now);
  }

  private boolean present(Link link) {
    return installed.test(link.bundle());
  }

  private Link link(PluginCalls.Offer offer) {
    Object required = offer.properties().get(SendInterceptor.REQUIRED);
    Object bundle = offer.properties().get(Constants.SERVICE_BUNDLEID);
    return new Link(
        offer.name(),
        offer.version(),
        Boolean.TRUE.equals(required) || "true".equalsIgnoreCase(String.valueOf(required)),
        bundle instanceof Long id ? id : -1,
        true,
        tally(offer.name()));
  }

  private Tally tally(String name) {
    if (tallies.size() > MAX_TALLIES) {
      tallies.clear();
    }
    return tallies.computeIfAbsent(name, key -> new Tally());
  }

  /** Those to be asked now, in order; may find out that a bundle is gone. */
  List<Link> links() {
    if (incomplete && links.stream().anyMatch(link -> !link.present() && !present(link))) {
      look();
    }
    return links;
  }

  /** For operators. */
  List<Interceptor> overview(String side) {
    return links().stream()
        .map(
            link ->
                new Interceptor(
                    side,
                    link.name(),
                    link.version(),
                    link.required(),
                    state(link),
                    link.tally().seen.sum(),
                    link.tally().stopped.sum(),
                    link.tally().passed.sum(),
                    link.tally().missed.sum(),
                    link.tally().untold.sum(),
                    link.tally().lastReason()))
        .toList();
  }

  private String state(Link link) {
    if (!link.present()) {
      return "stopped";
    }
    return calls.usable(link.name()) ? "working" : "put aside";
  }

  /**
   * Whether a message must not pass since this interceptor has not seen it; counts it.
   *
   * @param gap why it has not
   */
  boolean stops(Link link, Gap gap) {
    boolean stops = link.required() && (gap.cause() != Gap.Cause.ABSENT || present(link));
    (stops ? link.tally().missed : link.tally().passed).increment();
    link.tally().reason(gap.reason());
    return stops;
  }
}
