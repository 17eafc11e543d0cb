/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.marquetry.broker.filter.Claims.Leave;
import org.marquetry.broker.filter.Condition;
import org.marquetry.broker.pull.Subscription;

/**
 * The members of a group in per-member mode that subscribe to the same. Guarded by its group, but
 * for what is said to be read without.
 */
final class Share {

  final int id;
  final Wishes wishes;

  /** Name of its progress and its locks. */
  final String name;

  /** The state of the group that giving it up led to; 0 while it is there. Read without guard. */
  volatile int leave;

  /** Whether it was given up and another one has come that wishes the same. */
  boolean replaced;

  /** Whether it has members now. */
  boolean manned;

  /** When it lost its last member, on the clock for durations; means nothing while it has any. */
  long unmannedNanos;

  /** Whether its last member said that it leaves; means nothing while it has any. */
  boolean leftOrderly;

  /** When it was given up, in milliseconds since 1970; means nothing while it is live. */
  long givenUpMillis;

  /** What it gets of each queue; made anew whenever something changes. Read without guard. */
  volatile Map<QueueKey, Condition> conditions = new ConcurrentHashMap<>();

  /** Read without guard. */
  private final Map<QueueKey, Place> places = new ConcurrentHashMap<>();

  Share(String group, int id, Wishes wishes) {
    this.id = id;
    this.wishes = wishes;
    name = group + PerMemberGroups.MARK + id;
  }

  /** A queue of a topic. */
  record QueueKey(String topic, int queueId) {}

  /** Whether messages are kept for it: it has members, or lost them only lately. */
  boolean live() {
    return leave == 0;
  }

  /** How long it is waited for. */
  long patienceNanos() {
    return leftOrderly
        ? PerMemberGroup.PATIENCE_AFTER_LEAVING_NANOS
        : PerMemberGroup.PATIENCE_NANOS;
  }

  Subscription subscription(String topic) {
    return wishes.subscriptions().get(topic);
  }

  /** {@code null} where nothing is noted. */
  Place place(QueueKey queue) {
    return places.get(queue);
  }

  void place(QueueKey queue, Place place) {
    places.put(queue, place);
  }

  /** Queues where there is something to know but its progress. */
  Set<QueueKey> places() {
    return places.keySet();
  }

  /** That it was given up; {@code null} while it is there. */
  Leave leave(Place place) {
    if (live()) {
      return null;
    }
    return new Leave(leave, place.consumed());
  }

  @Override
  public String toString() {
    return name + " (" + wishes.text() + ")";
  }
}
