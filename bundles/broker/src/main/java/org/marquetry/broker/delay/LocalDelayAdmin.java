/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.DelayAdmin;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.config.SettingsException;
import org.marquetry.delay.DelayEngine;
import org.marquetry.plugin.PluginCalls;
import org.marquetry.system.Clock;

/** What operators ask of this broker's delayed messages. Thread-safe. */
public final class LocalDelayAdmin implements DelayAdmin {

  private final DelayedDelivery delivery;
  private final LiveSettings settings;
  private final PluginCalls<DelayEngine> engines;
  private final EngineSwitches switches;
  private final Clock clock;

  public LocalDelayAdmin(
      DelayedDelivery delivery,
      LiveSettings settings,
      PluginCalls<DelayEngine> engines,
      EngineSwitches switches,
      Clock clock) {
    this.delivery = delivery;
    this.settings = settings;
    this.engines = engines;
    this.switches = switches;
    this.clock = clock;
  }

  @Override
  public List<Lane> lanes() {
    return List.of(shown(delivery.levelLane()), shown(delivery.timerLane()));
  }

  private Lane shown(DelayLane lane) {
    DelayLane.State state = lane.state();
    String word = !state.problem().isEmpty() ? "waiting" : state.filling() ? "filling" : "serving";
    long first = lane.firstDue();
    long now = clock.millis();
    return new Lane(
        lane.name(),
        state.engine(),
        settings.current().timers().engine(lane.name()),
        word,
        lane.pending(),
        first > 0 ? Math.max(0, now - first) : 0,
        state.problem());
  }

  @Override
  public List<Waiting> waiting(String topic, int most) throws AdminException {
    try {
      return delivery.waiting().first(topic, most).stream().map(this::shown).toList();
    } catch (IOException e) {
      throw new AdminException(e.getMessage());
    }
  }

  @Override
  public List<Waiting> find(String key) throws AdminException {
    try {
      return delivery.parked().find(key).stream().map(this::shown).toList();
    } catch (IOException e) {
      throw new AdminException(e.getMessage());
    }
  }

  private Waiting shown(ParkedMessage message) {
    return new Waiting(
        message.state().name().toLowerCase(Locale.ROOT),
        message.level() > 0 ? DelayEngine.LEVELS : DelayEngine.TIMER,
        message.level(),
        message.topic(),
        message.queueId(),
        message.uniqueKey(),
        message.keys(),
        message.dueMillis(),
        message.storeMillis(),
        message.waits() ? Math.max(0, clock.millis() - message.dueMillis()) : 0);
  }

  @Override
  public int cancel(String key) throws AdminException {
    try {
      return delivery.parked().cancel(key, message -> true);
    } catch (IOException e) {
      throw new AdminException(e.getMessage());
    }
  }

  @Override
  public int reschedule(String key, long dueMillis) throws AdminException {
    try {
      return delivery.parked().reschedule(key, dueMillis);
    } catch (IOException e) {
      throw new AdminException(e.getMessage());
    }
  }

  @Override
  public void switchEngine(String lane, String engine) throws AdminException {
    if (!lane.equals(DelayEngine.LEVELS) && !lane.equals(DelayEngine.TIMER)) {
      throw new AdminException("there is no delay lane " + lane + ": levels or timer");
    }
    Optional<PluginCalls.Offer> offer =
        engines.offers().stream().filter(each -> each.name().equals(engine)).findFirst();
    List<String> able =
        engines.offers().stream()
            .filter(each -> each.usable() && EngineChoice.serves(each, lane))
            .map(PluginCalls.Offer::name)
            .toList();
    String others = "; those that can serve lane " + lane + " are " + String.join(", ", able);
    if (offer.isEmpty()) {
      throw new AdminException("there is no delay engine " + engine + others);
    }
    if (!EngineChoice.serves(offer.get(), lane)) {
      throw new AdminException(
          "the delay engine " + engine + " says that it cannot serve lane " + lane + others);
    }
    if (!offer.get().usable()) {
      throw new AdminException(
          "the delay engine "
              + engine
              + " is put aside (mq:plugins says why, mq:plugin-reset)"
              + others);
    }
    try {
      switches.put(lane, engine);
    } catch (IOException | SettingsException e) {
      throw new AdminException(e.getMessage());
    }
    delivery.wake();
  }
}
