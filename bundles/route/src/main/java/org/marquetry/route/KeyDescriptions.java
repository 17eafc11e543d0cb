/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import static java.util.Map.entry;

import java.util.Map;

/** What each key of {@link RouteSettings} means, for operators. */
final class KeyDescriptions {

  static final Map<String, String> ALL =
      Map.ofEntries(
          entry("listenPort", "port of clients and brokers; needs a restart"),
          entry("bindAddress", "address to listen on; needs a restart"),
          entry("serverSelectorThreads", "I/O threads; needs a restart"),
          entry(
              "serverChannelMaxIdleTimeSeconds",
              "silence after which a connection is closed; needs a restart"),
          entry(
              "useEpollNativeSelector", "use the native transport where it loads; needs a restart"),
          entry("kvConfigPath", "file of keys and values; needs a restart"),
          entry(
              "scanNotActiveBrokerInterval",
              "how often silent brokers are looked for, in milliseconds; needs a restart"),
          entry("orderMessageEnable", "routes carry the ordered-topic configuration"),
          entry("returnOrderTopicConfigToBroker", "registrations are answered with it"),
          entry("enableAllTopicList", "give out the list of all topics"),
          entry("enableTopicList", "give out lists by cluster and kind"),
          entry("supportActingMaster", "routes show a slave in a lost master's place"),
          entry(
              "deleteTopicWithBrokerRegistration",
              "a registration removes topics that it does not name"),
          entry("needWaitForService", "give out no route in the first seconds"),
          entry("waitSecondsForService", "how long that is"),
          entry("configBlackList", "keys that no request may change"));

  private KeyDescriptions() {}
}
