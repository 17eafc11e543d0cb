/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.admin;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What an operator asks of the allocation of queues. Published as a service while a broker runs.
 * Thread-safe; calls may block for disk, network and strategies, for a few seconds.
 *
 * <pre>{@code
 * if (admin.preview("billing", "STICKY", Map.of(), null).moves() < 10) {
 *   admin.set("billing", "STICKY", Map.of());
 * }
 * }</pre>
 */
@ProviderType
public interface AllocateAdmin {

  /**
   * {@return every group that is online, was given queues, or that an operator chose something for}
   *
   * @throws AdminException if the broker cannot tell, with the reason
   */
  List<Group> groups() throws AdminException;

  /**
   * What is known of a group.
   *
   * @param name of a consumer group
   * @return the group
   * @throws AdminException if there is no such group
   */
  Group group(String name) throws AdminException;

  /**
   * {@return who would own what, without changing anything}
   *
   * @param group name of a consumer group
   * @param strategy its name
   * @param settings of the strategy for this group; empty for none
   * @param clientStrategy what clients compute that are to be steered, or {@code null} for none
   * @throws AdminException if the group has no members, or the strategy is not there or refuses
   */
  Preview preview(
      String group, String strategy, Map<String, String> settings, String clientStrategy)
      throws AdminException;

  /**
   * Has a group's queues allocated by a strategy whatever its clients name, from now on and after
   * restarts. Clients that compute their queues themselves are not reached, see {@link #steer}.
   *
   * @param group name of a consumer group
   * @param strategy its name
   * @param settings of the strategy for this group; empty for none
   * @return the group as it is then
   * @throws AdminException if the strategy is not there or refuses; nothing is changed then
   */
  Group set(String group, String strategy, Map<String, String> settings) throws AdminException;

  /**
   * Like {@link #set}, and has clients that compute their queues themselves end up with what the
   * strategy wants, by what they are shown as the members of their group.
   *
   * @param group name of a consumer group
   * @param strategy its name
   * @param settings of the strategy for this group; empty for none
   * @param clientStrategy what they compute, as {@code AVG}
   * @return the group as it is then
   * @throws AdminException if that cannot be done for some member and topic; nothing is changed
   */
  Group steer(String group, String strategy, Map<String, String> settings, String clientStrategy)
      throws AdminException;

  /**
   * Leaves the group to its clients again.
   *
   * @param group name of a consumer group
   * @return the group as it is then
   * @throws AdminException if nothing was chosen for it
   */
  Group unset(String group) throws AdminException;

  /**
   * A consumer group and how its queues are allocated.
   *
   * @param name of the group
   * @param chosenStrategy by an operator; {@code null} where the clients' own counts
   * @param settings of the chosen strategy
   * @param clientStrategy what steered clients compute; {@code null} where none are steered
   * @param steering how the steering goes, or empty
   * @param members how each comes to its queues, by client id
   * @param topics that it reads, with their owners
   * @param warnings for people, each with what to do
   */
  record Group(
      String name,
      String chosenStrategy,
      Map<String, String> settings,
      String clientStrategy,
      String steering,
      Map<String, String> members,
      List<Topic> topics,
      List<String> warnings) {

    /**
     * Copies the collections.
     *
     * @param name see above
     * @param chosenStrategy see above
     * @param settings see above
     * @param clientStrategy see above
     * @param steering see above
     * @param members see above
     * @param topics see above
     * @param warnings see above
     */
    public Group {
      settings = Map.copyOf(settings);
      members = Collections.unmodifiableMap(new TreeMap<>(members));
      topics = List.copyOf(topics);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Who owns what of a topic.
   *
   * @param topic its name
   * @param strategy that gave it, {@code -} where nothing was given yet
   * @param version of the strategy's bundle
   * @param since in milliseconds since 1970; 0 where that is not known
   * @param shares of the members
   * @param gaps queues that nobody owns
   * @param waiting queues that wait for an owner that is gone
   * @param problem why this is not what the strategy says, or empty
   */
  record Topic(
      String topic,
      String strategy,
      String version,
      long since,
      List<Share> shares,
      List<Queue> gaps,
      List<Queue> waiting,
      String problem) {

    /**
     * Copies the collections.
     *
     * @param topic see above
     * @param strategy see above
     * @param version see above
     * @param since see above
     * @param shares see above
     * @param gaps see above
     * @param waiting see above
     * @param problem see above
     */
    public Topic {
      shares = List.copyOf(shares);
      gaps = List.copyOf(gaps);
      waiting = List.copyOf(waiting);
    }
  }

  /**
   * What a switch of the strategy would do.
   *
   * @param group its name
   * @param strategy that would be used
   * @param version of the strategy's bundle
   * @param topics who would own what
   * @param moves queues of all topics that would change hands
   * @param queues of all topics
   * @param steerable whether clients could be steered so, or why not; empty where it was not asked
   */
  record Preview(
      String group,
      String strategy,
      String version,
      List<TopicPreview> topics,
      int moves,
      int queues,
      String steerable) {

    /**
     * Copies the collections.
     *
     * @param group see above
     * @param strategy see above
     * @param version see above
     * @param topics see above
     * @param moves see above
     * @param queues see above
     * @param steerable see above
     */
    public Preview {
      topics = List.copyOf(topics);
    }
  }

  /**
   * What a switch of the strategy would do to one topic.
   *
   * @param topic its name
   * @param shares after the switch
   * @param gaps queues that nobody would own
   * @param moves queues that would change hands
   * @param now by what the present owners are known
   */
  record TopicPreview(String topic, List<Move> shares, List<Queue> gaps, int moves, String now) {

    /**
     * Copies the collections.
     *
     * @param topic see above
     * @param shares see above
     * @param gaps see above
     * @param moves see above
     * @param now see above
     */
    public TopicPreview {
      shares = List.copyOf(shares);
      gaps = List.copyOf(gaps);
    }
  }

  /**
   * Queues of one member, ascending.
   *
   * @param client its id
   * @param queues that it has
   */
  record Share(String client, List<Queue> queues) {

    /**
     * Copies the collections.
     *
     * @param client see above
     * @param queues see above
     */
    public Share {
      queues = List.copyOf(queues);
    }
  }

  /**
   * Queues of one member after a switch, ascending.
   *
   * @param client its id
   * @param queues that it would have
   * @param gained that it does not own now
   * @param lost that it owns now and would not own then
   */
  record Move(String client, List<Queue> queues, List<Queue> gained, List<Queue> lost) {

    /**
     * Copies the collections.
     *
     * @param client see above
     * @param queues see above
     * @param gained see above
     * @param lost see above
     */
    public Move {
      queues = List.copyOf(queues);
      gained = List.copyOf(gained);
      lost = List.copyOf(lost);
    }
  }

  /**
   * A message queue of a topic.
   *
   * @param broker name of its broker
   * @param number in its topic on its broker, from 0
   */
  record Queue(String broker, int number) {

    @Override
    public String toString() {
      return broker + ":" + number;
    }
  }
}
