/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.marquetry.allocate.QueueId;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.topic.Permission;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.broker.topic.TopicListener;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.store.light.LightQueues;
import org.marquetry.system.Clock;

/**
 * The queues of topics that can be read, on all brokers: what clients see, who ask name servers
 * too. What a name server said is used for a while, then asked for again beside. Where none
 * answers, a topic has the queues of this broker, and those of others that were known last.
 * Thread-safe; never blocks.
 */
final class TopicQueues implements TopicListener {

  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Beyond so many topics all are asked for anew. */
  private static final int MOST_TOPICS = 10_000;

  private final LiveSettings settings;
  private final TopicTable topics;
  private final RouteQueries routes;
  private final Supplier<CompletableFuture<Void>> changesTold;
  private final Clock clock;
  private final Map<String, Known> known = new ConcurrentHashMap<>();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param changesTold completes when name servers know what changed here so far
   */
  TopicQueues(
      LiveSettings settings,
      TopicTable topics,
      RouteQueries routes,
      Supplier<CompletableFuture<Void>> changesTold,
      Clock clock) {
    this.settings = settings;
    this.topics = topics;
    this.routes = routes;
    this.changesTold = changesTold;
    this.clock = clock;
    topics.onChange(this);
  }

  /** Tells the name of a topic whose queues turned out to be others; must be quick. */
  void onChange(Consumer<String> topic) {
    listeners.add(topic);
  }

  /**
   * Ascending; {@code null} where there is no such topic. A light queue is the one of this broker.
   * Completes normally, on any thread, in a few seconds at most.
   */
  CompletableFuture<List<QueueId>> of(String topic) {
    if (TopicNames.isLight(topic)) {
      // It has no route: name servers do not know it.
      return CompletableFuture.completedFuture(
          List.of(new QueueId(topic, settings.current().identity().name(), LightQueues.QUEUE_ID)));
    }
    if (known.size() > MOST_TOPICS) {
      known.clear();
    }
    return known.computeIfAbsent(topic, Known::new).queues();
  }

  @Override
  public void changed(TopicConfig topic) {
    outdate(topic.name());
  }

  @Override
  public void deleted(String topic) {
    outdate(topic);
    known.remove(topic);
  }

  private void outdate(String topic) {
    Known entry = known.get(topic);
    if (entry != null) {
      entry.outdate();
    }
  }

  private List<QueueId> own(String topic) {
    BrokerSettings now = settings.current();
    TopicConfig config = topics.find(topic);
    if (config == null || !Permission.readable(config.permission() & now.topics().permission())) {
      return List.of();
    }
    List<QueueId> queues = new ArrayList<>();
    for (int number = 0; number < config.readQueues(); number++) {
      queues.add(new QueueId(topic, now.identity().name(), number));
    }
    return queues;
  }

  /** One topic. */
  private final class Known {

    private final String topic;
    private List<QueueId> queues;
    private long nanos;
    private boolean usable;
    private CompletableFuture<List<QueueId>> query;

    Known(String topic) {
      this.topic = topic;
    }

    CompletableFuture<List<QueueId>> queues() {
      CompletableFuture<List<QueueId>> begun;
      synchronized (this) {
        if (usable && clock.nanos() - nanos < FRESH_NANOS) {
          return CompletableFuture.completedFuture(queues);
        }
        if (query != null) {
          return usable ? CompletableFuture.completedFuture(queues) : query;
        }
        begun = new CompletableFuture<>();
        query = begun;
      }
      var unused =
          changesTold
              .get()
              .thenCompose(told -> routes.route(topic))
              .whenComplete((route, failure) -> settle(begun, failure == null ? route : null));
      synchronized (this) {
        return usable ? CompletableFuture.completedFuture(queues) : begun;
      }
    }

    /** What is known is what was before a change of the topic on this broker. */
    synchronized void outdate() {
      usable = false;
      query = null;
    }

    private void settle(CompletableFuture<List<QueueId>> begun, RouteQueries.Route route) {
      List<QueueId> now = route != null && route.answered() ? route.queues() : guess();
      boolean different = false;
      synchronized (this) {
        if (query == begun) {
          query = null;
          different = usable && !Objects.equals(queues, now);
          queues = now;
          nanos = clock.nanos();
          usable = true;
        }
      }
      begun.complete(now);
      if (different) {
        listeners.forEach(listener -> listener.accept(topic));
      }
    }

    private synchronized List<QueueId> guess() {
      List<QueueId> guess = new ArrayList<>(own(topic));
      String self = settings.current().identity().name();
      if (queues != null) {
        queues.stream().filter(queue -> !queue.broker().equals(self)).forEach(guess::add);
      }
      guess.sort(null);
      return guess.isEmpty() ? null : guess;
    }
  }
}
