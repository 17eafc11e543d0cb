/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Settings of the route service; keys, units and defaults are RocketMQ's. Immutable.
 *
 * @param listenPort port of clients and brokers, 0 for any free one [9876]
 * @param bindAddress address to listen on [0.0.0.0]
 * @param serverSelectorThreads I/O threads [3]
 * @param serverChannelMaxIdleTimeSeconds silence after which a connection is closed [120]
 * @param useEpollNativeSelector whether the native transport is used where it loads [true]
 * @param kvConfigPath file of keys and values; empty for the data directory
 * @param scanNotActiveBrokerInterval how often silent brokers are looked for, in milliseconds
 *     [5000]
 * @param orderMessageEnable whether routes carry the ordered-topic configuration [false]
 * @param returnOrderTopicConfigToBroker whether registrations are answered with it [true]
 * @param enableAllTopicList whether the list of all topics is given out [true]
 * @param enableTopicList whether lists by cluster and kind are given out [true]
 * @param supportActingMaster whether routes show a slave in a lost master's place [false]
 * @param deleteTopicWithBrokerRegistration whether a registration removes topics it does not name
 *     [false]
 * @param needWaitForService whether no route is given out in the first seconds [false]
 * @param waitSecondsForService how long that is [45]
 * @param configBlackList keys that no request may change, separated by {@code ;}
 * @param unknown keys that were given and mean nothing here
 */
record RouteSettings(
    int listenPort,
    String bindAddress,
    int serverSelectorThreads,
    int serverChannelMaxIdleTimeSeconds,
    boolean useEpollNativeSelector,
    String kvConfigPath,
    int scanNotActiveBrokerInterval,
    boolean orderMessageEnable,
    boolean returnOrderTopicConfigToBroker,
    boolean enableAllTopicList,
    boolean enableTopicList,
    boolean supportActingMaster,
    boolean deleteTopicWithBrokerRegistration,
    boolean needWaitForService,
    int waitSecondsForService,
    List<String> configBlackList,
    SortedMap<String, String> unknown) {

  /** What sets a key of the route service apart in settings shared with a broker. */
  static final String PREFIX = "route.";

  private static final int DEFAULT_PORT = 9876;

  /** The bare one is the broker's: a node of both has two ports. */
  private static final String PORT = "listenPort";

  /** Keys that take effect at the next start only. */
  private static final Set<String> NEED_RESTART =
      Set.of(
          PORT,
          "bindAddress",
          "serverSelectorThreads",
          "serverChannelMaxIdleTimeSeconds",
          "useEpollNativeSelector",
          "kvConfigPath",
          "scanNotActiveBrokerInterval");

  private static final List<String> ALWAYS_BLACK =
      List.of("configBlackList", "configStorePath", "kvConfigPath");

  /**
   * @param given settings of the whole node; a key with {@link #PREFIX} wins over the bare one
   * @throws IllegalArgumentException for the first bad value, naming the key, the value and what is
   *     allowed
   */
  static RouteSettings of(Map<String, String> given) {
    SettingsReader in = new SettingsReader(given, ownKeys(given));
    return new RouteSettings(
        in.integer(PORT, DEFAULT_PORT, 0, 65_535),
        in.text("bindAddress", "0.0.0.0"),
        in.integer("serverSelectorThreads", 3, 1, 256),
        in.integer("serverChannelMaxIdleTimeSeconds", 120, 1, 86_400),
        in.flag("useEpollNativeSelector", true),
        in.text("kvConfigPath", ""),
        in.integer("scanNotActiveBrokerInterval", 5_000, 10, 3_600_000),
        in.flag("orderMessageEnable", false),
        in.flag("returnOrderTopicConfigToBroker", true),
        in.flag("enableAllTopicList", true),
        in.flag("enableTopicList", true),
        in.flag("supportActingMaster", false),
        in.flag("deleteTopicWithBrokerRegistration", false),
        in.flag("needWaitForService", false),
        in.integer("waitSecondsForService", 45, 0, 3_600),
        split(in.text("configBlackList", String.join(";", ALWAYS_BLACK))),
        in.unused());
  }

  /** What is meant for the route service, by bare key, to the key it was given under. */
  private static Map<String, String> ownKeys(Map<String, String> given) {
    Map<String, String> own = new TreeMap<>();
    for (String key : given.keySet()) {
      if (key.startsWith(PREFIX)) {
        own.put(bareKey(key), key);
      } else if (!key.equals(PORT)) {
        own.putIfAbsent(key, key);
      }
    }
    return own;
  }

  /** Whether one of the given keys means the bare one. */
  static boolean isGiven(String bare, Set<String> given) {
    return given.contains(PREFIX + bare) || (!bare.equals(PORT) && given.contains(bare));
  }

  /** Every key that is read, under both its names. */
  Set<String> known() {
    Set<String> known = new HashSet<>();
    for (String key : asMap().keySet()) {
      known.add(PREFIX + key);
      if (!key.equals(PORT)) {
        known.add(key);
      }
    }
    return known;
  }

  static String bareKey(String key) {
    return key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key;
  }

  private static List<String> split(String list) {
    return Stream.concat(ALWAYS_BLACK.stream(), Arrays.stream(list.split(";", -1)))
        .map(String::trim)
        .filter(key -> !key.isEmpty())
        .distinct()
        .toList();
  }

  /** Every known key and its value, as in a configuration file. */
  Map<String, String> asMap() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(PORT, Integer.toString(listenPort));
    all.put("bindAddress", bindAddress);
    all.put("serverSelectorThreads", Integer.toString(serverSelectorThreads));
    all.put("serverChannelMaxIdleTimeSeconds", Integer.toString(serverChannelMaxIdleTimeSeconds));
    all.put("useEpollNativeSelector", Boolean.toString(useEpollNativeSelector));
    all.put("kvConfigPath", kvConfigPath);
    all.put("scanNotActiveBrokerInterval", Integer.toString(scanNotActiveBrokerInterval));
    all.put("orderMessageEnable", Boolean.toString(orderMessageEnable));
    all.put("returnOrderTopicConfigToBroker", Boolean.toString(returnOrderTopicConfigToBroker));
    all.put("enableAllTopicList", Boolean.toString(enableAllTopicList));
    all.put("enableTopicList", Boolean.toString(enableTopicList));
    all.put("supportActingMaster", Boolean.toString(supportActingMaster));
    all.put(
        "deleteTopicWithBrokerRegistration", Boolean.toString(deleteTopicWithBrokerRegistration));
    all.put("needWaitForService", Boolean.toString(needWaitForService));
    all.put("waitSecondsForService", Integer.toString(waitSecondsForService));
    all.put("configBlackList", String.join(";", configBlackList));
    return all;
  }

  /** Keys whose values differ from {@code running} and take effect at the next start only. */
  List<String> needRestart(RouteSettings running) {
    Map<String, String> old = running.asMap();
    return asMap().entrySet().stream()
        .filter(e -> NEED_RESTART.contains(e.getKey()) && !e.getValue().equals(old.get(e.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }
}
