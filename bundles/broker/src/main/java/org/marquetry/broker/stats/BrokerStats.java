/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.stats;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.marquetry.broker.json.JsonText;
import org.marquetry.system.Clock;

/**
 * Counts what the broker takes in and gives out: by topic, by group and altogether. Counting is
 * thread-safe and allocates only for a topic or group seen for the first time.
 */
public final class BrokerStats {

  /** How often {@link #sample()} is to be called, in milliseconds. */
  public static final long SAMPLE_MILLIS = 10_000;

  private static final int SAMPLES_PER_10_MINUTES = 60;
  private static final int SAMPLES_PER_HOUR = 360;

  private final Clock clock;
  private final Map<String, Traffic> puts = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Traffic>> gets = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Meter>> sentBack = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Meter>> deadLetters = new ConcurrentHashMap<>();
  private final Traffic allPuts;
  private final Traffic allGets;
  private final Meter found;
  private final Meter missed;
  private final Rate putRate;
  private final Rate getRate;
  private final Rate foundRate;
  private final Rate missedRate;
  private final DayTotals putTotals;
  private final DayTotals getTotals;
  private int samples;

  public BrokerStats(Clock clock) {
    this.clock = clock;
    long now = clock.nanos();
    allPuts = new Traffic(now);
    allGets = new Traffic(now);
    found = new Meter(now);
    missed = new Meter(now);
    putRate = new Rate(now);
    getRate = new Rate(now);
    foundRate = new Rate(now);
    missedRate = new Rate(now);
    putTotals = new DayTotals(clock.millis());
    getTotals = new DayTotals(clock.millis());
  }

  /** Messages stored for a producer in one request. */
  public void put(String topic, int messages, long bytes) {
    traffic(puts, topic).add(messages, bytes);
    allPuts.add(messages, bytes);
  }

  /** Messages given to a consumer in one pull. */
  public void get(String group, String topic, int messages, long bytes) {
    Map<String, Traffic> topics = gets.get(group);
    if (topics == null) {
      topics = gets.computeIfAbsent(group, name -> new ConcurrentHashMap<>());
    }
    traffic(topics, topic).add(messages, bytes);
    allGets.add(messages, bytes);
    found.add(1);
  }

  /** A pull that found nothing. */
  public void missed() {
    missed.add(1);
  }

  /** A message that a consumer failed on, to be tried again. */
  public void sentBack(String group, String topic) {
    meter(sentBack, group, topic).add(1);
  }

  /** A message that was given up. */
  public void deadLetter(String group, String topic) {
    meter(deadLetters, group, topic).add(1);
  }

  private Traffic traffic(Map<String, Traffic> topics, String topic) {
    Traffic traffic = topics.get(topic);
    return traffic != null
        ? traffic
        : topics.computeIfAbsent(topic, name -> new Traffic(clock.nanos()));
  }

  private Meter meter(Map<String, Map<String, Meter>> groups, String group, String topic) {
    return groups
        .computeIfAbsent(group, name -> new ConcurrentHashMap<>())
        .computeIfAbsent(topic, name -> new Meter(clock.nanos()));
  }

  /** Forgets a topic that is deleted. */
  public void removeTopic(String topic) {
    puts.remove(topic);
    gets.values().forEach(topics -> topics.remove(topic));
    sentBack.values().forEach(topics -> topics.remove(topic));
    deadLetters.values().forEach(topics -> topics.remove(topic));
  }

  /** Forgets a group that is deleted. */
  public void removeGroup(String group) {
    gets.remove(group);
    sentBack.remove(group);
    deadLetters.remove(group);
  }

  /** Takes samples of every sum: to be called every {@link #SAMPLE_MILLIS}. */
  public synchronized void sample() {
    long nanos = clock.nanos();
    samples++;
    boolean hour = samples % SAMPLES_PER_10_MINUTES == 0;
    boolean day = samples % SAMPLES_PER_HOUR == 0;
    puts.values().forEach(traffic -> traffic.sample(nanos, hour, day));
    gets.values().forEach(t -> t.values().forEach(traffic -> traffic.sample(nanos, hour, day)));
    for (Map<String, Map<String, Meter>> groups : List.of(sentBack, deadLetters)) {
      groups.values().forEach(t -> t.values().forEach(m -> Traffic.sample(m, nanos, hour, day)));
    }
    allPuts.sample(nanos, hour, day);
    allGets.sample(nanos, hour, day);
    putRate.sample(nanos, allPuts.messages.sum());
    getRate.sample(nanos, allGets.messages.sum());
    foundRate.sample(nanos, found.sum());
    missedRate.sample(nanos, missed.sum());
    putTotals.sample(clock.millis(), allPuts.messages.sum());
    getTotals.sample(clock.millis(), allGets.messages.sum());
  }

  /**
   * What tools know by a name and a key, as JSON.
   *
   * @return {@code null} where nothing was counted yet, or nothing of the kind ever is
   */
  public String json(String name, String key) {
    Meter meter = find(name, key);
    if (meter == null) {
      return null;
    }
    JsonText json = new JsonText().object();
    window(json.name("statsDay"), meter.day());
    window(json.name("statsHour"), meter.hour());
    window(json.name("statsMinute"), meter.minute());
    return json.end().toString();
  }

  private Meter find(String name, String key) {
    return switch (name) {
      case "TOPIC_PUT_NUMS" -> messages(puts.get(key));
      case "TOPIC_PUT_SIZE" -> bytes(puts.get(key));
      case "GROUP_GET_NUMS" -> messages(byGroup(gets, key));
      case "GROUP_GET_SIZE" -> bytes(byGroup(gets, key));
      case "SNDBCK_PUT_NUMS" -> byGroup(sentBack, key);
      case "DLQ_PUT_NUMS", "SNDBCK2DLQ_TIMES" -> byGroup(deadLetters, key);
      case "BROKER_PUT_NUMS" -> allPuts.messages;
      case "BROKER_GET_NUMS" -> allGets.messages;
      default -> null;
    };
  }

  /**
   * @param key {@code topic@group}
   */
  private static <T> T byGroup(Map<String, Map<String, T>> groups, String key) {
    int at = key.indexOf('@');
    Map<String, T> topics = at < 0 ? null : groups.get(key.substring(at + 1));
    return topics == null ? null : topics.get(key.substring(0, at));
  }

  private static Meter messages(Traffic traffic) {
    return traffic == null ? null : traffic.messages;
  }

  private static Meter bytes(Traffic traffic) {
    return traffic == null ? null : traffic.bytes;
  }

  private static void window(JsonText json, Meter.Window window) {
    json.object()
        .name("avgpt")
        .value(window.perUpdate())
        .name("sum")
        .value(window.sum())
        .name("tps")
        .value(window.perSecond())
        .end();
  }

  /** Messages a second that a topic took in during the last minute. */
  public double putRate(String topic) {
    Traffic traffic = puts.get(topic);
    return traffic == null ? 0 : traffic.messages.minute().perSecond();
  }

  /** Messages a second that a group got of a topic during the last minute. */
  public double getRate(String group, String topic) {
    Traffic traffic = byGroup(gets, topic + "@" + group);
    return traffic == null ? 0 : traffic.messages.minute().perSecond();
  }

  /** Messages stored since the start. */
  public long messagesIn() {
    return allPuts.messages.sum();
  }

  /** Messages given to consumers since the start. */
  public long messagesOut() {
    return allGets.messages.sum();
  }

  /** Messages stored a second, over the last 10 s, minute and 10 minutes. */
  public double[] putRates() {
    return putRate.perSecond();
  }

  /** Messages given out a second, over the last 10 s, minute and 10 minutes. */
  public double[] getRates() {
    return getRate.perSecond();
  }

  /** Everything altogether, by the names of RocketMQ's runtime information. */
  public Map<String, String> totals() {
    return Map.ofEntries(
        Map.entry("putTps", putRate.toString()),
        Map.entry("getTransferredTps", getRate.toString()),
        Map.entry("getFoundTps", foundRate.toString()),
        Map.entry("getMissTps", missedRate.toString()),
        Map.entry("getTotalTps", foundRate.plus(missedRate)),
        Map.entry("msgPutTotalYesterdayMorning", Long.toString(putTotals.yesterdayMorning())),
        Map.entry("msgPutTotalTodayMorning", Long.toString(putTotals.todayMorning())),
        Map.entry("msgPutTotalTodayNow", Long.toString(allPuts.messages.sum())),
        Map.entry("msgGetTotalYesterdayMorning", Long.toString(getTotals.yesterdayMorning())),
        Map.entry("msgGetTotalTodayMorning", Long.toString(getTotals.todayMorning())),
        Map.entry("msgGetTotalTodayNow", Long.toString(allGets.messages.sum())),
        Map.entry("putMessageTimesTotal", Long.toString(allPuts.messages.sum())),
        Map.entry("putMessageSizeTotal", Long.toString(allPuts.bytes.sum())),
        Map.entry("putMessageAverageSize", Double.toString(averageSize())));
  }

  private double averageSize() {
    long messages = allPuts.messages.sum();
    return messages == 0 ? 0 : (double) allPuts.bytes.sum() / messages;
  }

  /** Messages and bytes of one kind. */
  private static final class Traffic {

    final Meter messages;
    final Meter bytes;

    Traffic(long nanos) {
      messages = new Meter(nanos);
      bytes = new Meter(nanos);
    }

    void add(int count, long length) {
      messages.add(count);
      bytes.add(length);
    }

    void sample(long nanos, boolean hour, boolean day) {
      sample(messages, nanos, hour, day);
      sample(bytes, nanos, hour, day);
    }

    static void sample(Meter meter, long nanos, boolean hour, boolean day) {
      meter.sampleMinute(nanos);
      if (hour) {
        meter.sampleHour(nanos);
      }
      if (day) {
        meter.sampleDay(nanos);
      }
    }
  }
}
