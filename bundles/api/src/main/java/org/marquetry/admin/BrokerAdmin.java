/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.admin;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What an operator asks of a broker. Published as a service while a broker runs. Thread-safe; calls
 * may block for disk and network.
 */
@ProviderType
public interface BrokerAdmin {

  /**
   * Facts about the broker by names of small letters and blanks, in the order in which to show
   * them. A fact is a text, a number, a boolean, a list of facts, or a map of such facts.
   */
  Map<String, Object> status();

  /** Topics by name; with {@code system} also those the broker made for itself. */
  List<Topic> topics(boolean system);

  /**
   * Creates a topic or changes its queues.
   *
   * @param queues read and write queues, 1 to 65536
   */
  Topic createTopic(String name, int queues) throws AdminException;

  void deleteTopic(String name) throws AdminException;

  List<Group> groups();

  /** Lag of a group by topic and queue; every topic that it has offsets for or subscribes to. */
  List<Lag> lag(String group) throws AdminException;

  List<Client> clients();

  /** Sends one message over the wire, as a client would. */
  Sent send(String topic, String tag, String key, String body) throws AdminException;

  /**
   * Reads messages without moving any offset.
   *
   * @param queueId a queue, or -1 for all
   * @param offset queue offset of the first, or -1 for the newest
   * @param count at most so many per queue, 1 to 1000
   */
  List<Peeked> peek(String topic, int queueId, long offset, int count) throws AdminException;

  /** Every configuration key that is known or was given. */
  List<ConfigEntry> config();

  /**
   * Sends {@code count} messages to a topic and receives them, over the wire, through the route
   * service.
   *
   * @return one line a message, for people
   * @throws AdminException if not every message came back
   */
  List<String> roundTrip(String topic, int count) throws AdminException;

  /**
   * @param messages messages now in its queues
   */
  record Topic(
      String name,
      int readQueues,
      int writeQueues,
      String permission,
      long messages,
      boolean system) {}

  /**
   * @param type how it consumes ({@code push}, {@code pull}, {@code pop}), {@code -} when offline
   * @param lag messages that it is still to get, over all topics: those its filters will deliver
   * @param exact {@code false} where the lag is estimated
   * @param notes what an operator should know: members that subscribe differently, topics of which
   *     the group gets nothing and why
   */
  record Group(
      String name,
      String type,
      String model,
      int members,
      List<String> topics,
      long lag,
      boolean exact,
      List<String> notes) {}

  /**
   * @param lag messages that it is still to get: those between the two offsets that its filters
   *     will deliver
   * @param exact {@code false} where the lag is estimated, since not all of a long backlog was
   *     judged, or could be
   * @param owner client id of the member that holds the queue's lock, or {@code -}
   */
  record Lag(
      String topic,
      int queueId,
      long brokerOffset,
      long consumerOffset,
      long lag,
      boolean exact,
      String owner) {}

  /**
   * @param role {@code producer} or {@code consumer}
   */
  record Client(
      String clientId,
      String role,
      String group,
      String address,
      String language,
      String version) {}

  record Sent(String messageId, int queueId, long queueOffset) {}

  record Peeked(
      int queueId,
      long queueOffset,
      String messageId,
      long storeTimestamp,
      Map<String, String> properties,
      byte[] body) {}

  /**
   * @param source {@code default}, {@code file}, {@code live} or {@code unknown} (a key that this
   *     broker does not use)
   */
  record ConfigEntry(String key, String value, String source, String description) {}
}
