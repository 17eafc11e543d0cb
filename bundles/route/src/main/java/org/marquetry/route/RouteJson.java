/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Bodies of replies. Numeric keys are quoted, which every client version reads. Stateless. */
final class RouteJson {

  /** Topics of this kind tell brokers of each other: no slave may pass for a master in them. */
  private static final String MEMBER_TOPIC_PREFIX = "rmq_sys_SYNC_BROKER_MEMBER_";

  private RouteJson() {}

  /**
   * Route of a topic.
   *
   * @param actingMaster whether the lowest slave is shown as master where the master is lost and
   *     the broker allows it
   * @param orderConf {@code broker:queues;…} of an ordered topic, or {@code null}
   * @return {@code null} where the topic is unknown or none of its brokers is there
   */
  static byte[] route(RouteTables tables, String topic, boolean actingMaster, String orderConf) {
    Map<String, QueueData> queues = new TreeMap<>(tables.queues(topic));
    List<BrokerData> brokers = new ArrayList<>();
    for (QueueData each : queues.values()) {
      BrokerData broker = tables.broker(each.brokerName());
      if (broker != null) {
        boolean promote = actingMaster && !topic.startsWith(MEMBER_TOPIC_PREFIX);
        brokers.add(promote ? withActingMaster(broker, each) : broker);
      }
    }
    if (brokers.isEmpty()) {
      return null;
    }
    return bytes(
        out -> {
          out.beginObject();
          out.name("brokerDatas").beginArray();
          for (BrokerData broker : brokers) {
            broker(out, broker);
          }
          out.endArray();
          out.name("filterServerTable").beginObject();
          for (BrokerData broker : brokers) {
            for (Map.Entry<String, List<String>> each : broker.filterServers().entrySet()) {
              texts(out.name(each.getKey()), each.getValue());
            }
          }
          out.endObject();
          if (orderConf != null) {
            out.name("orderTopicConf").value(orderConf);
          }
          out.name("queueDatas").beginArray();
          for (QueueData each : queues.values()) {
            out.beginObject();
            out.name("brokerName").value(each.brokerName());
            out.name("perm").value(each.perm());
            out.name("readQueueNums").value(each.readQueues());
            out.name("topicSysFlag").value(each.sysFlag());
            out.name("writeQueueNums").value(each.writeQueues());
            out.endObject();
          }
          out.endArray();
          out.endObject();
        });
  }

  private static BrokerData withActingMaster(BrokerData broker, QueueData queues) {
    if (!broker.actingMaster() || broker.master() != null || queues.writable()) {
      return broker;
    }
    TreeMap<Long, String> addresses = new TreeMap<>(broker.addresses());
    addresses.put(BrokerData.MASTER_ID, addresses.remove(addresses.firstKey()));
    return broker.withAddresses(addresses);
  }

  static byte[] clusters(RouteTables tables) {
    return bytes(
        out -> {
          out.beginObject();
          out.name("brokerAddrTable").beginObject();
          for (BrokerData broker : tables.brokers()) {
            broker(out.name(broker.name()), broker);
          }
          out.endObject();
          out.name("clusterAddrTable").beginObject();
          for (Map.Entry<String, SortedSet<String>> cluster : tables.clusters().entrySet()) {
            texts(out.name(cluster.getKey()), cluster.getValue());
          }
          out.endObject();
          out.endObject();
        });
  }

  /**
   * @param broker {@code null} where none of that name is registered
   */
  static byte[] memberGroup(String cluster, String brokerName, BrokerData broker) {
    return bytes(
        out -> {
          out.beginObject();
          out.name("brokerMemberGroup").beginObject();
          addresses(out, broker == null ? new TreeMap<>() : broker.addresses());
          out.name("brokerName").value(brokerName);
          out.name("cluster").value(cluster);
          out.endObject();
          out.endObject();
        });
  }

  /**
   * @param brokerAddress any broker's address, or {@code null}
   */
  static byte[] topicList(Collection<String> topics, String brokerAddress) {
    return bytes(
        out -> {
          out.beginObject();
          if (brokerAddress != null) {
            out.name("brokerAddr").value(brokerAddress);
          }
          texts(out.name("topicList"), new TreeSet<>(topics));
          out.endObject();
        });
  }

  static byte[] table(Map<String, String> entries) {
    return bytes(
        out -> {
          out.beginObject();
          map(out.name("table"), entries);
          out.endObject();
        });
  }

  static byte[] version(DataVersion version) {
    return bytes(
        out -> {
          out.beginObject();
          out.name("counter").value(version.counter());
          out.name("stateVersion").value(version.stateVersion());
          out.name("timestamp").value(version.timestamp());
          out.endObject();
        });
  }

  private static void broker(JsonWriter out, BrokerData broker) throws IOException {
    out.beginObject();
    addresses(out, broker.addresses());
    out.name("brokerName").value(broker.name());
    out.name("cluster").value(broker.cluster());
    out.name("enableActingMaster").value(broker.actingMaster());
    if (broker.zone() != null) {
      out.name("zoneName").value(broker.zone());
    }
    out.endObject();
  }

  private static void addresses(JsonWriter out, SortedMap<Long, String> addresses)
      throws IOException {
    out.name("brokerAddrs").beginObject();
    for (Map.Entry<Long, String> each : addresses.entrySet()) {
      out.name(each.getKey().toString()).value(each.getValue());
    }
    out.endObject();
  }

  static void map(JsonWriter out, Map<String, String> entries) throws IOException {
    out.beginObject();
    for (Map.Entry<String, String> each : entries.entrySet()) {
      out.name(each.getKey()).value(each.getValue());
    }
    out.endObject();
  }

  private static void texts(JsonWriter out, Collection<String> texts) throws IOException {
    out.beginArray();
    for (String text : texts) {
      out.value(text);
    }
    out.endArray();
  }

  static byte[] bytes(Content content) {
    StringWriter text = new StringWriter();
    try (JsonWriter out = new JsonWriter(text)) {
      content.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot fail", e);
    }
    return text.toString().getBytes(UTF_8);
  }

  /** Writes one JSON value. */
  @FunctionalInterface
  interface Content {
    void write(JsonWriter out) throws IOException;
  }
}
