/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.registration;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.json.JsonText;
import org.marquetry.broker.topic.DataVersion;
import org.marquetry.broker.topic.Permission;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.message.RecordLayout;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.RequestCode;

/** What a broker tells name servers of itself, as requests. Immutable. */
final class BrokerCard {

  private final Command registration;
  private final Command versionQuery;

  /**
   * @param address {@code ip:port} that clients connect to
   */
  BrokerCard(BrokerSettings settings, TopicTable topics, String address) {
    // The version is read first: a change in between is then told again, never lost.
    DataVersion version = topics.version();
    Map<String, String> fields = identity(settings, address);
    versionQuery =
        Command.request(RequestCode.QUERY_DATA_VERSION, fields, bytes(version.toJson().toString()));
    byte[] body = body(settings, topics, version);
    CRC32 crc = new CRC32();
    crc.update(body);
    Map<String, String> more = new TreeMap<>(fields);
    more.put("haServerAddr", host(address) + ":" + settings.network().haPort());
    more.put("compressed", "false");
    more.put("bodyCrc32", Long.toString(crc.getValue() & RecordLayout.CRC_MASK));
    more.put("heartbeatTimeoutMillis", Long.toString(settings.network().notActiveTimeoutMillis()));
    registration = Command.request(RequestCode.REGISTER_BROKER, Map.copyOf(more), body);
  }

  static Command farewell(BrokerSettings settings, String address) {
    return Command.request(RequestCode.UNREGISTER_BROKER, identity(settings, address));
  }

  private static Map<String, String> identity(BrokerSettings settings, String address) {
    return Map.of(
        "brokerName", settings.identity().name(),
        "brokerAddr", address,
        "clusterName", settings.identity().cluster(),
        "brokerId", Long.toString(settings.identity().id()));
  }

  private static byte[] body(BrokerSettings settings, TopicTable topics, DataVersion version) {
    JsonText body = new JsonText().object();
    body.name("filterServerList").array().end();
    body.name("topicConfigSerializeWrapper").object();
    body.name("dataVersion").raw(version.toJson().toString());
    body.name("topicConfigTable").object();
    for (TopicConfig topic : topics.all()) {
      int permission = topic.permission() & (settings.topics().permission() | Permission.INHERIT);
      body.name(topic.name()).raw(topic.withPermission(permission).toJson().toString());
    }
    body.end();
    body.name("topicQueueMappingDetailMap").object().end();
    body.name("topicQueueMappingInfoMap").object().end();
    return body.end().end().bytes();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String host(String address) {
    return address.substring(0, address.lastIndexOf(':'));
  }

  Command registration() {
    return registration;
  }

  /** Asks whether the name server knows another version. */
  Command versionQuery() {
    return versionQuery;
  }
}
