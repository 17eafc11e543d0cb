/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.marquetry.allocate.AllocateContext;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.allocate.QueueId;

/**
 * A consumer group to hand to a strategy. Immutable.
 *
 * @param group its name
 * @param client the member whose queues are asked for
 * @param queues ascending
 * @param clients ascending
 * @param previous what each member had before, by client id
 * @param settings what an operator set for the strategy
 */
public record TestAllocateContext(
    String group,
    String client,
    List<QueueId> queues,
    List<String> clients,
    Map<String, List<QueueId>> previous,
    Map<String, String> settings)
    implements AllocateContext {

  /**
   * Copies and sorts the collections.
   *
   * @param queues see above
   * @param clients see above
   * @param previous see above
   * @param settings see above
   * @param group see above
   * @param client see above
   */
  public TestAllocateContext {
    queues = List.copyOf(new TreeSet<>(queues));
    clients = List.copyOf(new TreeSet<>(clients));
    previous = Map.copyOf(previous);
    settings = Map.copyOf(settings);
  }

  /**
   * A topic with some queues on one broker and members {@code c00}, {@code c01}, …
   *
   * @param queues how many, at least 1
   * @param clients how many, at least 1
   * @return the group as {@code c00} sees it
   */
  public static TestAllocateContext of(int queues, int clients) {
    List<String> ids =
        IntStream.range(0, clients).mapToObj(i -> String.format("c%02d", i)).toList();
    return new TestAllocateContext(
        "group",
        ids.get(0),
        IntStream.range(0, queues).mapToObj(i -> new QueueId("topic", "broker", i)).toList(),
        ids,
        Map.of(),
        Map.of());
  }

  /**
   * The same group as another member sees it.
   *
   * @param member its id
   * @return another context
   */
  public TestAllocateContext as(String member) {
    return new TestAllocateContext(group, member, queues, clients, previous, settings);
  }

  /**
   * The same group after an assignment, as {@link #previous()} tells a strategy.
   *
   * @param assignment queues by client id
   * @return another context
   */
  public TestAllocateContext after(Map<String, List<QueueId>> assignment) {
    return new TestAllocateContext(group, client, queues, clients, assignment, settings);
  }

  /**
   * The same group with one more setting of the operator.
   *
   * @param key its name
   * @param value its text
   * @return another context
   */
  public TestAllocateContext set(String key, String value) {
    Map<String, String> more = new TreeMap<>(settings);
    more.put(key, value);
    return new TestAllocateContext(group, client, queues, clients, previous, more);
  }

  /**
   * What a strategy gives each member.
   *
   * @param strategy asked once for each member
   * @return queues by client id
   */
  public Map<String, List<QueueId>> assignment(AllocateStrategy strategy) {
    Map<String, List<QueueId>> assignment = new TreeMap<>();
    for (String member : clients) {
      assignment.put(member, new ArrayList<>(strategy.allocate(as(member))));
    }
    return assignment;
  }
}
