/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.admin;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What an operator asks of a broker's filters. Published as a service while a broker runs. Thread-
 * safe; calls may block for disk and plugins.
 *
 * <p>A type is {@code TAG}, which is built in, or the name of a filter plugin, which may be
 * followed by {@code @version} to mean exactly that version, in use or not.
 *
 * <pre>{@code
 * filters.bind("billing", "orders", "SQL92", "amount > 100");
 * }</pre>
 */
@ProviderType
public interface FilterAdmin {

  /** {@return each filter that there is or ever was, by name} */
  List<Type> types();

  /**
   * {@return what groups are served by now, by group and topic; those with all messages left out}
   */
  List<Use> uses();

  /** {@return the filters that operators have bound, by group and topic} */
  List<Binding> bindings();

  /**
   * Binds a filter to a group and a topic: from its next pull on the group gets only messages that
   * match this and what its consumers ask for. Instead of what was bound there. Kept over restarts.
   *
   * @param group name of a consumer group, which may not be known yet
   * @param topic its name
   * @param type of the filter, see above
   * @param expression in the language of the filter
   * @return a warning for the operator, empty where there is none
   * @throws AdminException if the expression is illegal, or there has never been such a filter
   */
  String bind(String group, String topic, String type, String expression) throws AdminException;

  /**
   * Takes a binding back, from the group's next pull on.
   *
   * @param group name of a consumer group
   * @param topic its name
   * @return what was bound there
   * @throws AdminException if nothing is bound there
   */
  Binding unbind(String group, String topic) throws AdminException;

  /**
   * {@return the groups whose members do not subscribe to the same, or that are in per-member mode;
   * by name}
   */
  List<Mixed> mixed();

  /**
   * Sets how a group is served whose members do not subscribe to the same. Kept over restarts.
   *
   * @param group name of a consumer group
   * @param mode {@code shared}: the latest subscription counts for all members, as in RocketMQ;
   *     {@code per-member}: every member gets what it asks for, and every message that any of them
   *     wants goes to one that wants it
   * @throws AdminException if there is no such group or mode
   */
  void mode(String group, String mode) throws AdminException;

  /**
   * Judges the messages that come to a topic from now on by a candidate too, beside what the group
   * is served by. Nobody's messages change. Instead of the comparison under way there.
   *
   * @param group name of a consumer group
   * @param topic its name
   * @param type of the filter, see above; the candidate
   * @param expression {@code null} for the one in use
   * @return the comparison as it begins
   * @throws AdminException if the candidate cannot be used
   */
  Comparison shadow(String group, String topic, String type, String expression)
      throws AdminException;

  /**
   * Judges stored messages by a candidate too.
   *
   * @param group name of a consumer group
   * @param topic its name
   * @param type of the filter, see above; the candidate
   * @param expression {@code null} for the one in use
   * @param from store time of the first message, in milliseconds since 1970; negative for all
   * @param to store time of the last message, likewise
   * @param last only so many of the newest messages of each queue; 0 for all
   * @param waitMillis returns then at the latest; the comparison goes on
   * @return the comparison as far as it has come
   * @throws AdminException if the candidate cannot be used
   */
  Comparison dryRun(
      String group,
      String topic,
      String type,
      String expression,
      long from,
      long to,
      long last,
      long waitMillis)
      throws AdminException;

  /**
   * {@return the comparisons under way and those ended lately, by group and topic}
   *
   * @param kind {@code shadow} or {@code dry-run}
   */
  List<Comparison> comparisons(String kind);

  /**
   * Ends a comparison.
   *
   * @param kind {@code shadow} or {@code dry-run}
   * @param group name of a consumer group
   * @param topic its name
   * @return the comparison as it ended
   * @throws AdminException if there is none
   */
  Comparison stop(String kind, String group, String topic) throws AdminException;

  /**
   * A filter.
   *
   * @param name of the filter
   * @param version in use, empty where it is absent
   * @param state {@code in use}, {@code put aside} after failures, {@code absent}
   * @param uses groups and topics that are served by it
   */
  record Type(String name, String version, String state, int uses) {}

  /**
   * What a group is served by.
   *
   * @param group name of a consumer group
   * @param topic its name
   * @param type of the filter
   * @param expression in its language
   * @param by {@code consumer} who asks for it, or {@code operator} who bound it
   * @param state {@code working}, {@code waiting} for a filter that does not work, {@code illegal}
   * @param reason why it does not work, or empty
   * @param sinceMillis how long it has not, in milliseconds; 0 where it does
   */
  record Use(
      String group,
      String topic,
      String type,
      String expression,
      String by,
      String state,
      String reason,
      long sinceMillis) {}

  /**
   * A filter that an operator has bound.
   *
   * @param group name of a consumer group
   * @param topic its name
   * @param type of the filter
   * @param expression in its language
   */
  record Binding(String group, String topic, String type, String expression) {}

  /**
   * A group whose members do not subscribe to the same.
   *
   * @param group name of a consumer group
   * @param mode as in {@link #mode}
   * @param shares those who subscribe to the same, together
   */
  record Mixed(String group, String mode, List<Share> shares) {}

  /**
   * Members of a group that subscribe to the same.
   *
   * @param subscriptions by topic, as they read
   * @param clients client ids; none where they have left and their messages wait for them
   * @param state {@code online}, or since when nobody is
   * @param lag messages that they are still to get
   */
  record Share(Map<String, String> subscriptions, List<String> clients, String state, long lag) {}

  /**
   * How a candidate judges messages beside what a group is served by.
   *
   * @param kind {@code shadow} or {@code dry-run}
   * @param group name of a consumer group
   * @param topic its name
   * @param active what the group is served by
   * @param candidate type and expression
   * @param state {@code running}, {@code done}, {@code stopped}, or why it ended
   * @param sinceMillis how long it has been running, or ran, in milliseconds
   * @param total messages to be compared; grows where new ones come
   * @param compared of them
   * @param agreed messages that both judge alike
   * @param added messages that only the candidate would deliver
   * @param missing messages that only the active filter delivers
   * @param failing messages that the candidate cannot judge
   * @param unjudged messages that the active filter cannot judge
   * @param dropped messages passed over since more came than could be compared
   * @param examples of added, missing and failing messages, the first of each
   */
  record Comparison(
      String kind,
      String group,
      String topic,
      String active,
      String candidate,
      String state,
      long sinceMillis,
      long total,
      long compared,
      long agreed,
      long added,
      long missing,
      long failing,
      long unjudged,
      long dropped,
      List<Example> examples) {}

  /**
   * A message on which they differ.
   *
   * @param what {@code added}, {@code missing} or {@code failing}
   * @param queueId number of the queue in its topic, from 0
   * @param queueOffset in that queue
   * @param messageId its unique key, or its offset id
   * @param reason why it fails, or empty
   */
  record Example(String what, int queueId, long queueOffset, String messageId, String reason) {}
}
