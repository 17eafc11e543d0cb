/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.registration;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.broker.topic.TopicListener;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.remoting.Command;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every name server of the broker and its topics: at start, again and again, at once when a
 * topic changes, and when the broker stops. A name server that is away delays no other.
 * Thread-safe; nothing blocks but {@link #close()}.
 */
public final class Registration implements TopicListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
  private static final long TICK_MILLIS = 250;
  private static final long GATHER_MILLIS = 5;
  private static final long FAREWELL_MILLIS = 2_000;
  private static final long CHANGE_PATIENCE_MILLIS = 3_000;

  private final LiveSettings settings;
  private final TopicTable topics;
  private final Caller caller;
  private final Supplier<String> address;
  private final Clock clock;
  private final Scheduler scheduler;
  private final Map<String, NameServer> nameServers = new ConcurrentHashMap<>();
  private final Object changeLock = new Object();
  private CompletableFuture<Void> plannedChange;
  private CompletableFuture<Void> lastChange = CompletableFuture.completedFuture(null);
  private Scheduler.Task ticks;
  private volatile boolean running;

  /**
   * @param address {@code ip:port} that clients connect to; asked for from {@link #start()} on
   */
  public Registration(
      LiveSettings settings,
      TopicTable topics,
      Caller caller,
      Supplier<String> address,
      Clock clock,
      Scheduler scheduler) {
    this.settings = settings;
    this.topics = topics;
    this.caller = caller;
    this.address = address;
    this.clock = clock;
    this.scheduler = scheduler;
  }

  /** Registers, and goes on doing so. To be called once, when the broker can serve clients. */
  public void start() {
    running = true;
    topics.onChange(this);
    ticks = scheduler.every("register with name servers", 0, TICK_MILLIS, this::tick);
  }

  private void tick() {
    BrokerSettings.Network network = settings.current().network();
    for (NameServer server : current(network)) {
      if (server.due(network.registerPeriodMillis())) {
        boolean always = network.forceRegister() || !server.reachable();
        var unused = server.register(always, network.registerTimeoutMillis());
      }
    }
  }

  /** The name servers that are configured now; those that no longer are get a farewell. */
  private List<NameServer> current(BrokerSettings.Network network) {
    List<NameServer> current = new ArrayList<>();
    for (String name : network.nameServers()) {
      current.add(nameServers.computeIfAbsent(name, this::nameServer));
    }
    for (NameServer server : List.copyOf(nameServers.values())) {
      if (!network.nameServers().contains(server.address())) {
        nameServers.remove(server.address());
        LOG.info("name server {} is no longer configured", server.address());
        var unused = server.unregister(farewell(), FAREWELL_MILLIS);
      }
    }
    return current;
  }

  private NameServer nameServer(String name) {
    return new NameServer(
        name,
        caller,
        clock,
        () -> new BrokerCard(settings.current(), topics, address.get()),
        this::answered);
  }

  @Override
  public void changed(TopicConfig topic) {
    registerSoon();
  }

  @Override
  public void deleted(String topic) {
    registerSoon();
  }

  /** Registers with every name server in a moment: changes that come together are told together. */
  public void registerSoon() {
    synchronized (changeLock) {
      if (!running || plannedChange != null) {
        return;
      }
      plannedChange = new CompletableFuture<>();
      lastChange = plannedChange;
    }
    scheduler.after("register a change", GATHER_MILLIS, this::registerChange);
  }

  /**
   * Completes, always normally, when the name servers that are there know what changed before this
   * call; after 3 s at the latest.
   */
  public CompletableFuture<Void> changesTold() {
    synchronized (changeLock) {
      return lastChange;
    }
  }

  /** A connection has ended; if it was a name server's, the broker registers there again. */
  public void connectionLost(String peer) {
    NameServer server = nameServers.get(peer);
    if (running && server != null) {
      server.lost();
    }
  }

  private void registerChange() {
    CompletableFuture<Void> told;
    synchronized (changeLock) {
      told = plannedChange;
      plannedChange = null;
    }
    if (!running) {
      told.complete(null);
      return;
    }
    BrokerSettings.Network network = settings.current().network();
    List<CompletableFuture<Void>> awaited = new ArrayList<>();
    for (NameServer server : current(network)) {
      boolean there = server.reachable();
      CompletableFuture<Void> settled = server.register(true, network.registerTimeoutMillis());
      if (there) {
        awaited.add(settled);
      }
    }
    Scheduler.Task patience =
        scheduler.after("tell a change", CHANGE_PATIENCE_MILLIS, () -> told.complete(null));
    var unused =
        CompletableFuture.allOf(awaited.toArray(CompletableFuture<?>[]::new))
            .thenRun(
                () -> {
                  patience.cancel();
                  told.complete(null);
                });
  }

  /** A name server tells which topics are ordered. */
  private void answered(byte[] body) {
    List<TopicConfig> ordered = ordered(body);
    if (!ordered.isEmpty()) {
      scheduler.after("take over ordered topics", 0, () -> takeOver(ordered));
    }
  }

  private List<TopicConfig> ordered(byte[] body) {
    List<TopicConfig> ordered = new ArrayList<>();
    try {
      if (JsonParser.parseString(new String(body, UTF_8)) instanceof JsonObject object
          && JsonFields.object(object, "table") != null) {
        for (String name : JsonFields.object(object, "table").keySet()) {
          TopicConfig topic = topics.find(name);
          if (topic != null && !topic.order()) {
            ordered.add(topic.withOrder(true));
          }
        }
      }
    } catch (JsonParseException e) {
      LOG.warn("a name server's list of ordered topics is no JSON: {}", e.getMessage());
    }
    return ordered;
  }

  private void takeOver(List<TopicConfig> ordered) {
    try {
      topics.put(ordered);
    } catch (IOException e) {
      LOG.error("ordered topics are not on disk", e);
    }
  }

  /** Name servers, and whether the broker is registered with them. */
  public Map<String, Boolean> nameServers() {
    Map<String, Boolean> states = new LinkedHashMap<>();
    for (String name : settings.current().network().nameServers()) {
      NameServer server = nameServers.get(name);
      states.put(name, server != null && server.reachable());
    }
    return states;
  }

  private Command farewell() {
    return BrokerCard.farewell(settings.current(), address.get());
  }

  /** Unregisters everywhere; waits at most 2 s for the answers. */
  @Override
  public void close() {
    if (!running) {
      return;
    }
    running = false;
    ticks.cancel();
    Command farewell = farewell();
    CompletableFuture<?>[] answers =
        nameServers.values().stream()
            .filter(NameServer::mayKnow)
            .map(server -> server.unregister(farewell, FAREWELL_MILLIS))
            .toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(answers).get(FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn(
          "a name server did not take the farewell and will notice by itself: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
