/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.group;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.marquetry.system.Clock;

/**
 * Leases of message queues to the clients that consume them in order. A lease ends 60 s after it
 * was last taken. Thread-safe.
 */
public final class QueueLocks {

  /** How long a lease lasts, in milliseconds. */
  public static final long LEASE_MILLIS = 60_000;

  private final Clock clock;
  private final Listener listener;
  private final Map<String, Map<Queue, Lease>> groups = new ConcurrentHashMap<>();

  public QueueLocks(Clock clock) {
    this(clock, Listener.NONE);
  }

  QueueLocks(Clock clock, Listener listener) {
    this.clock = clock;
    this.listener = listener;
  }

  /** Takes or renews a lease; {@code false} while another client has it. */
  boolean lock(String group, Queue queue, String clientId) {
    long now = now();
    boolean[] owned = new boolean[1];
    boolean[] renewed = new boolean[1];
    groups.compute(
        group,
        (name, leases) -> {
          Map<Queue, Lease> held = leases == null ? new HashMap<>() : leases;
          Lease lease = held.get(queue);
          owned[0] = lease == null || lease.expired(now) || lease.clientId.equals(clientId);
          if (owned[0]) {
            renewed[0] = lease != null && lease.clientId.equals(clientId);
            held.put(queue, new Lease(clientId, now + LEASE_MILLIS));
          }
          return held;
        });
    if (renewed[0]) {
      listener.renewed();
    } else if (owned[0]) {
      listener.ownerChanged();
    }
    return owned[0];
  }

  /** Gives a lease back; nothing happens where another client has it. */
  void unlock(String group, Queue queue, String clientId) {
    groups.computeIfPresent(
        group,
        (name, leases) -> {
          Lease lease = leases.get(queue);
          if (lease != null && lease.clientId.equals(clientId)) {
            leases.remove(queue);
          }
          return leases.isEmpty() ? null : leases;
        });
    listener.ownerChanged();
  }

  /** Whether any client holds an unexpired lease of the group: if so it consumes in order. */
  public boolean holdsAny(String group) {
    long now = now();
    boolean[] any = new boolean[1];
    groups.computeIfPresent(
        group,
        (name, leases) -> {
          leases.values().removeIf(lease -> lease.expired(now));
          any[0] = !leases.isEmpty();
          return leases.isEmpty() ? null : leases;
        });
    return any[0];
  }

  /** The client that holds the lease, {@code null} for none. */
  public String owner(String group, String topic, String broker, int queueId) {
    long now = now();
    String[] owner = new String[1];
    groups.computeIfPresent(
        group,
        (name, leases) -> {
          Lease lease = leases.get(new Queue(topic, broker, queueId));
          owner[0] = lease == null || lease.expired(now) ? null : lease.clientId;
          return leases;
        });
    return owner[0];
  }

  /** In milliseconds from an arbitrary origin: a lease is a duration. */
  private long now() {
    return TimeUnit.NANOSECONDS.toMillis(clock.nanos());
  }

  /** Forgets the leases of a topic that is deleted. */
  public void removeTopic(String topic) {
    boolean[] changed = new boolean[1];
    for (String group : groups.keySet()) {
      groups.computeIfPresent(
          group,
          (name, leases) -> {
            changed[0] |= leases.keySet().removeIf(queue -> queue.topic().equals(topic));
            return leases.isEmpty() ? null : leases;
          });
    }
    if (changed[0]) {
      listener.ownerChanged();
    }
  }

  /** Forgets the leases of a group that is deleted. */
  public void removeGroup(String group) {
    groups.remove(group);
    listener.ownerChanged();
  }

  /** The leases that have not ended. */
  List<Held> held() {
    long now = now();
    List<Held> all = new ArrayList<>();
    for (String group : groups.keySet()) {
      groups.computeIfPresent(
          group,
          (name, leases) -> {
            leases.forEach(
                (queue, lease) -> {
                  if (!lease.expired(now)) {
                    all.add(new Held(group, queue, lease.clientId, lease.end - now));
                  }
                });
            return leases;
          });
    }
    return all;
  }

  /** Takes a lease over from before a restart; nothing happens where it has ended. */
  void restore(Held held) {
    if (held.leftMillis > 0) {
      long end = now() + Math.min(held.leftMillis, LEASE_MILLIS);
      groups
          .computeIfAbsent(held.group, name -> new HashMap<>())
          .put(held.queue, new Lease(held.clientId, end));
    }
  }

  /** Hears what becomes of leases, on the threads of those who ask for them. */
  interface Listener {

    Listener NONE =
        new Listener() {
          @Override
          public void ownerChanged() {}

          @Override
          public void renewed() {}
        };

    /** Some queue has another owner, or none any more. */
    void ownerChanged();

    void renewed();
  }

  /**
   * A lease.
   *
   * @param leftMillis until it ends
   */
  record Held(String group, Queue queue, String clientId, long leftMillis) {}

  record Queue(String topic, String broker, int queueId) {}

  private record Lease(String clientId, long end) {

    boolean expired(long now) {
      return now - end >= 0;
    }
  }
}
