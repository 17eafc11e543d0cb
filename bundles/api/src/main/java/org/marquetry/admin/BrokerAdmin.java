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
 *
 * <pre>{@code
 * broker.createTopic("Orders", 8);
 * for (BrokerAdmin.Lag lag : broker.lag("billing")) {
 *   System.out.println(lag.topic() + ":" + lag.queueId() + " " + lag.lag());
 * }
 * }</pre>
 */
@ProviderType
public interface BrokerAdmin {

  /**
   * {@return the facts about the broker by names of small letters and blanks, in the order in which
   * to show them} A fact is a text, a number, a boolean, a list of facts, or a map of such facts.
   */
  Map<String, Object> status();

  /**
   * {@return the topics by name; with {@code system} also those the broker made for itself}
   *
   * @param system whether to list those too
   */
  List<Topic> topics(boolean system);

  /**
   * Creates a topic or changes its queues.
   *
   * @param name of the topic
   * @param queues read and write queues, 1 to 65536
   * @return the topic as it is then
   * @throws AdminException if the name or the number is not legal; nothing is changed then
   */
  Topic createTopic(String name, int queues) throws AdminException;

  /**
   * Deletes a topic with its queues and the offsets of its consumers; its messages are dropped with
   * their segments.
   *
   * @param name of the topic
   * @throws AdminException if there is no such topic, or it is one of the system
   */
  void deleteTopic(String name) throws AdminException;

  /** {@return the consumer groups that are configured or online} */
  List<Group> groups();

  /**
   * {@return the lag of a group by topic and queue; every topic that it has offsets for or
   * subscribes to}
   *
   * @param group name of a consumer group
   * @throws AdminException if there is no such group
   */
  List<Lag> lag(String group) throws AdminException;

  /** {@return the clients that are connected and known by their heartbeats} */
  List<Client> clients();

  /**
   * Sends one message over the wire, as a client would.
   *
   * @param topic where to
   * @param tag or {@code null}
   * @param key or {@code null}
   * @param body text, sent in UTF-8
   * @return where the message is stored
   * @throws AdminException if the broker refuses it; the message says why
   */
  Sent send(String topic, String tag, String key, String body) throws AdminException;

  /**
   * Reads messages without moving any offset.
   *
   * @param topic its name
   * @param queueId a queue, or -1 for all
   * @param offset queue offset of the first, or -1 for the newest
   * @param count at most so many per queue, 1 to 1000
   * @return the messages, by queue and offset
   * @throws AdminException if there is no such topic or queue
   */
  List<Peeked> peek(String topic, int queueId, long offset, int count) throws AdminException;

  /** {@return every configuration key that is known or was given} */
  List<ConfigEntry> config();

  /**
   * Sends {@code count} messages to a topic and receives them, over the wire, through the route
   * service.
   *
   * @param topic its name
   * @param count at least 1
   * @return one line a message, for people
   * @throws AdminException if not every message came back
   */
  List<String> roundTrip(String topic, int count) throws AdminException;

  /**
   * A topic of this broker.
   *
   * @param name of the topic
   * @param readQueues queues that consumers read
   * @param writeQueues queues that producers write
   * @param permission to read, write and inherit: {@code RWX}, with {@code -} for what it has not
   * @param messages messages now in its queues
   * @param system whether the broker made it for itself
   */
  record Topic(
      String name,
      int readQueues,
      int writeQueues,
      String permission,
      long messages,
      boolean system) {}

  /**
   * A consumer group.
   *
   * @param name of the group
   * @param type how it consumes ({@code push}, {@code pull}, {@code pop}), {@code -} when offline
   * @param model {@code CLUSTERING} or {@code BROADCASTING}, {@code -} when offline
   * @param members clients that are online
   * @param topics that it subscribes to
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
   * How far a group is in one queue.
   *
   * @param topic its name
   * @param queueId number of the queue in its topic, from 0
   * @param brokerOffset queue offset after the newest message
   * @param consumerOffset queue offset of the next message that the group is to get
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
   * A client that is connected, in one of its roles.
   *
   * @param clientId as the client calls itself
   * @param role {@code producer} or {@code consumer}
   * @param group producer group or consumer group
   * @param address {@code host:port}
   * @param language as the protocol names it, {@code JAVA}
   * @param version of the client, as {@code V5_5_0}
   */
  record Client(
      String clientId,
      String role,
      String group,
      String address,
      String language,
      String version) {}

  /**
   * Where a message is stored.
   *
   * @param messageId its unique key
   * @param queueId number of the queue in its topic, from 0
   * @param queueOffset in that queue
   */
  record Sent(String messageId, int queueId, long queueOffset) {}

  /**
   * A stored message.
   *
   * @param queueId number of the queue in its topic, from 0
   * @param queueOffset in that queue
   * @param messageId its unique key, or its offset id
   * @param storeTimestamp when it was stored, in milliseconds since 1970
   * @param properties in their order
   * @param body as stored, compressed or not
   */
  record Peeked(
      int queueId,
      long queueOffset,
      String messageId,
      long storeTimestamp,
      Map<String, String> properties,
      byte[] body) {}

  /**
   * A configuration key.
   *
   * @param key its name, as RocketMQ writes it
   * @param value in force
   * @param source {@code default}, {@code file}, {@code live} or {@code unknown} (a key that this
   *     broker does not use)
   * @param description for people
   */
  record ConfigEntry(String key, String value, String source, String description) {}
}
