/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.marquetry.broker.client.Share.QueueKey;
import org.marquetry.broker.filter.Claims;
import org.marquetry.broker.filter.Claims.Claim;
import org.marquetry.broker.filter.Claims.Consumed;
import org.marquetry.broker.filter.Condition;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonText;
import org.marquetry.broker.pull.Membership;
import org.marquetry.remoting.Connection;
import org.marquetry.store.kernel.ConsumerOffsets;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group in per-member mode. Members that subscribe to the same make a share. Each share has its
 * own progress and consumes every queue, as a group of its own would, and of the messages that
 * several shares want each goes to one of them. So every message that any member wants goes to one
 * member that wants it; one that no member wants goes to none, as in any group.
 *
 * <ul>
 *   <li>Which share gets a message that several want is drawn by its queue offset, evenly. Of
 *       messages that were there before a share came it gets those that no older share wants: it
 *       begins where the group stands, and takes nothing away that others may have consumed.
 *   <li>A share whose last member leaves is waited for. After {@link #PATIENCE_NANOS}, sooner if
 *       the member said that it leaves, it is given up if others are there: what it had not
 *       consumed of messages that they want too is theirs, and where they are beyond it already
 *       they are sent back for these messages alone. What no other wants waits for its return.
 *   <li>A message that a member gives back goes, after its delay, to a share that wants it, and to
 *       the oldest one where none does any more.
 *   <li>The progress of the group, which tools show and the shared mode goes on from, is that of
 *       its slowest share.
 * </ul>
 *
 * <p>Twice delivered may be what was under way when the mode is switched, a share is given up, or
 * the broker crashes, as at any rebalance. Who gets what is defined in {@link Claims}. Thread-safe.
 */
final class PerMemberGroup {

  /**
   * How long a share whose last member was lost is waited for before others take over: longer than
   * it takes clients to say again who they are after the broker was started.
   */
  static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** The same of a share whose last member has said that it leaves: it may be started anew. */
  static final long PATIENCE_AFTER_LEAVING_NANOS = TimeUnit.SECONDS.toNanos(15);

  /** How long the progress of a share that was given up is kept. */
  private static final long MEMORY_MILLIS = TimeUnit.DAYS.toMillis(3);

  private static final Logger LOG = LoggerFactory.getLogger(PerMemberGroup.class);

  private final String name;
  private final String retryTopic;
  private final Parts parts;
  private final List<Share> shares = new CopyOnWriteArrayList<>();
  private int nextId = 1;

  /** How many shares were given up. */
  private int state;

  /** Since when it has members, on the clock for durations; means nothing while it has none. */
  private long mannedNanos;

  private volatile Map<Connection, Seat> seats = Map.of();

  /** Of all members, those too that subscribe to nothing. */
  private volatile Set<Connection> known = Set.of();

  /**
   * What groups work with.
   *
   * @param groupOffsets progress of groups
   * @param shareOffsets progress of shares
   * @param changed to be called when what is persisted has changed; must not block
   * @param forgotten to be told the name of a share that is forgotten; must not block
   */
  record Parts(
      MessageStore store,
      ConsumerOffsets groupOffsets,
      ConsumerOffsets shareOffsets,
      Clock clock,
      Runnable changed,
      Consumer<String> forgotten) {}

  PerMemberGroup(String name, Parts parts) {
    this.name = name;
    this.parts = parts;
    retryTopic = "%RETRY%" + name;
  }

  String name() {
    return name;
  }

  /** {@code null} where the client of the connection is no member. Takes no lock. */
  Membership of(Connection connection) {
    return seats.get(connection);
  }

  /** The members that a member shares the queues with, itself among them. Takes no lock. */
  List<Member> peers(Connection connection, List<Member> all) {
    Seat seat = seats.get(connection);
    if (seat == null) {
      return all;
    }
    return all.stream().filter(member -> sameShare(seat, seats.get(member.connection()))).toList();
  }

  private static boolean sameShare(Seat seat, Seat other) {
    return other != null && other.share() == seat.share();
  }

  /** Whether a connection is of no client that has said who it is. Takes no lock. */
  boolean foreign(Connection connection) {
    return !known.contains(connection);
  }

  /** Whether a share consumes a topic, and so the group's progress in it is the shares'. */
  boolean consumes(String topic) {
    return topic.equals(retryTopic)
        ? !shares.isEmpty()
        : shares.stream().anyMatch(share -> share.live() && share.subscription(topic) != null);
  }

  /** The members of a share, as if they were a group; {@code null} where none is online. */
  ConsumerGroup crew(String shareName) {
    List<Member> members = new ArrayList<>();
    ConsumerGroup online = null;
    for (Seat seat : seats.values()) {
      if (seat.share().name.equals(shareName)) {
        members.add(seat.member());
        online = seat.online();
      }
    }
    return online == null
        ? null
        : new ConsumerGroup(
            shareName,
            online.consumeType(),
            online.messageModel(),
            online.consumeFromWhere(),
            seats.get(members.get(0).connection()).subscriptions(),
            members);
  }

  /**
   * Takes over who is a member and what each subscribes to.
   *
   * @param now gives {@code null} where no member is online
   * @param orderly whether members that are gone have said that they leave
   */
  synchronized void update(Supplier<ConsumerGroup> now, boolean orderly) {
    // What was read under the old conditions and is not given yet is read again: whatever was given
    // by them is in the store by now, before the offsets from which on a new share counts.
    forgetConditions();
    ConsumerGroup online = now.get();
    boolean begun = shares.isEmpty();
    boolean wasManned = manned();
    Map<Connection, Seat> seated = new HashMap<>();
    Set<Connection> all = new HashSet<>();
    Set<Share> used = new HashSet<>();
    if (online != null) {
      online.members().forEach(member -> all.add(member.connection()));
      for (Wishes.Share wished : online.shares()) {
        if (wished.wishes().subscriptions().isEmpty()) {
          continue;
        }
        Share share = shareOf(wished.wishes(), begun);
        used.add(share);
        for (Member member : wished.members()) {
          seated.put(
              member.connection(), new Seat(this, parts.groupOffsets, share, member, online));
        }
      }
    }
    for (Share share : shares) {
      if (share.manned && !used.contains(share)) {
        share.unmannedNanos = parts.clock.nanos();
        share.leftOrderly = orderly;
      }
      share.manned = used.contains(share);
    }
    if (manned() && !wasManned) {
      mannedNanos = parts.clock.nanos();
    }
    seats = Map.copyOf(seated);
    known = Set.copyOf(all);
  }

  private boolean manned() {
    return shares.stream().anyMatch(share -> share.manned);
  }

  private void forgetConditions() {
    shares.forEach(share -> share.conditions = new ConcurrentHashMap<>());
  }

  /**
   * @param begun whether there was no share before, so that none has older rights
   */
  private Share shareOf(Wishes wishes, boolean begun) {
    Share former = null;
    for (Share share : shares) {
      if (share.wishes.text().equals(wishes.text())) {
        if (share.live()) {
          return share;
        }
        former = share.replaced ? former : share;
      }
    }
    Share share = new Share(name, nextId++, wishes);
    parts.shareOffsets.removeGroup(share.name);
    for (LogicalQueue queue : queues(share)) {
      QueueKey key = key(queue);
      long stood = parts.groupOffsets.offset(name, key.topic(), key.queueId());
      long from = Math.max(0, stood);
      if (former != null) {
        stood = whereToGoOn(former, key);
        from = former.place(key) == null ? 0 : former.place(key).from();
      }
      if (stood >= 0) {
        parts.shareOffsets.commit(share.name, key.topic(), key.queueId(), stood);
      }
      long since = begun ? 0 : queue.maxOffset();
      share.place(key, new Place(from, since, Place.Back.NO, state, List.of(), -1));
    }
    shares.add(share);
    queues(share).forEach(queue -> advance(key(queue)));
    if (former == null) {
      LOG.info("consumer group {}: share {} has come", name, share);
    } else {
      former.replaced = true;
      LOG.info("consumer group {}: share {} is back as {}", name, former, share);
    }
    parts.changed.run();
    return share;
  }

  /** Where one goes on that comes for a former share: what others left since may be its too. */
  private long whereToGoOn(Share former, QueueKey key) {
    return shares.stream()
        .filter(each -> !each.live() && each.leave >= former.leave && each.consumes(key))
        .mapToLong(each -> each.place(key) == null ? -1 : each.place(key).left())
        .min()
        .orElse(-1);
  }

  private List<LogicalQueue> queues(Share share) {
    List<LogicalQueue> queues = new ArrayList<>(parts.store.queues(retryTopic));
    share
        .wishes
        .subscriptions()
        .keySet()
        .forEach(topic -> queues.addAll(parts.store.queues(topic)));
    return queues;
  }

  private static QueueKey key(LogicalQueue queue) {
    return new QueueKey(queue.topic(), queue.queueId());
  }

  /** Every share has to go back to where the group stands: what was under way is done over. */
  synchronized void restart() {
    for (Share share : shares) {
      for (LogicalQueue queue : queues(share)) {
        if (offset(share, key(queue)) >= 0) {
          share.place(
              key(queue), place(share, key(queue)).back(new Place.Back(Place.Way.PROGRESS, -1)));
        }
      }
    }
  }

  /** Sets every share to an offset, as an operator wants it. */
  synchronized void reset(String topic, int queueId, long target) {
    forgetConditions();
    QueueKey key = new QueueKey(topic, queueId);
    for (Share share : shares) {
      if (share.consumes(key)) {
        Place place = place(share, key);
        parts.shareOffsets.commit(share.name, topic, queueId, target);
        share.place(
            key,
            share.live()
                ? place.back(new Place.Back(Place.Way.SET, target))
                : place.undone(target));
      }
    }
    parts.groupOffsets.commit(name, topic, queueId, target);
    parts.changed.run();
  }

  /** Gives up shares that have been without members for long, and forgets those of long ago. */
  synchronized void tick() {
    if (!manned()) {
      return;
    }
    long now = parts.clock.nanos();
    for (Share share : shares) {
      if (share.live() && !share.manned && waited(share, now)) {
        giveUp(share);
      }
    }
    if (forgettable()) {
      forgetConditions();
      List<Share> old = shares.stream().filter(share -> !share.live()).toList();
      shares.removeAll(old);
      for (Share share : old) {
        parts.shareOffsets.removeGroup(share.name);
        parts.forgotten.accept(share.name);
        LOG.info("consumer group {}: what share {} was is forgotten", name, share);
      }
      parts.changed.run();
    }
  }

  /** Whether there are former shares and nothing depends on what any of them consumed. */
  private boolean forgettable() {
    List<Share> formers = shares.stream().filter(share -> !share.live()).toList();
    return !formers.isEmpty()
        && formers.stream().allMatch(former -> former.replaced || expired(former))
        && shares.stream()
            .filter(Share::live)
            .allMatch(
                share -> queues(share).stream().noneMatch(queue -> remembers(share, key(queue))));
  }

  private boolean expired(Share former) {
    return parts.clock.millis() - former.givenUpMillis > MEMORY_MILLIS;
  }

  /** Whether what former shares consumed is still to be known for a share. */
  private boolean remembers(Share share, QueueKey key) {
    Place place = place(share, key);
    long progress = offset(share, key);
    return place.back().way() != Place.Way.NO
        || !place.stay(progress, state).consumed().isEmpty()
        || shares.stream()
            .anyMatch(former -> !former.live() && progress < place(former, key).end());
  }

  private Place place(Share share, QueueKey queue) {
    Place place = share.place(queue);
    // It has come after the last share was given up: else it would be noted.
    return place == null ? Place.full(state) : place;
  }

  private boolean waited(Share share, long now) {
    return share.unmannedNanos - mannedNanos >= 0
        ? now - share.unmannedNanos > share.patienceNanos()
        : now - mannedNanos > PATIENCE_NANOS;
  }

  private void giveUp(Share former) {
    forgetConditions();
    for (Share share : shares) {
      queues(share).forEach(queue -> share.place(key(queue), place(share, key(queue))));
    }
    state++;
    List<Share> heirs = shares.stream().filter(each -> each.live() && each != former).toList();
    for (LogicalQueue queue : queues(former)) {
      QueueKey key = key(queue);
      Place left = former.place(key).givenUp(Math.max(0, offset(former, key)));
      former.place(key, left);
      for (Share heir : heirs) {
        if (heir.consumes(key)) {
          boolean rest = left.left() < queue.maxOffset();
          Place place = heir.place(key);
          heir.place(key, rest ? place.leftTo(left.left()) : place.goOn(state));
        }
      }
    }
    former.leave = state;
    former.givenUpMillis = parts.clock.millis();
    shares.forEach(share -> queues(share).forEach(queue -> advance(key(queue))));
    LOG.warn(
        "consumer group {}: share {} has been without a member for {} s: what it did not consume of"
            + " messages that others want too goes to them ({} shares), the rest waits for it",
        name,
        former,
        TimeUnit.NANOSECONDS.toSeconds(former.patienceNanos()),
        heirs.size());
    parts.changed.run();
  }

  /** What a share gets of a queue. */
  synchronized Condition made(Share share, QueueKey queue) {
    return share.conditions.computeIfAbsent(queue, key -> make(share, key));
  }

  private Condition make(Share share, QueueKey queue) {
    boolean retries = queue.topic().equals(retryTopic);
    Condition own = share.wants(queue.topic(), false);
    if (own == null) {
      return Condition.never();
    }
    Place place = place(share, queue);
    boolean remembers = remembers(share, queue);
    List<Claim> claims = new ArrayList<>();
    for (Share each : shares) {
      boolean counts = each.live() || remembers;
      Condition wants = each == share ? own : counts ? each.wants(queue.topic(), true) : null;
      if (wants != null) {
        Place its = place(each, queue);
        claims.add(new Claim(each.id, wants, its.from(), its.since(), each.leave(its)));
      }
    }
    List<Consumed> consumed = place.stay(offset(share, queue), state).consumed();
    if (claims.size() == 1 && consumed.isEmpty()) {
      return retries ? Condition.always() : own;
    }
    return new Condition.Owed(share.id, new Claims(claims, retries), state, consumed);
  }

  long offset(Share share, QueueKey queue) {
    return parts.shareOffsets.offset(share.name, queue.topic(), queue.queueId());
  }

  void commit(Share share, QueueKey queue, long offset) {
    parts.shareOffsets.commit(share.name, queue.topic(), queue.queueId(), offset);
    advance(queue);
  }

  /** The group stands where its slowest share does. */
  private void advance(QueueKey queue) {
    long slowest = Long.MAX_VALUE;
    for (Share share : shares) {
      if (share.live() && share.consumes(queue)) {
        slowest = Math.min(slowest, offset(share, queue));
      }
    }
    if (slowest >= 0 && slowest < Long.MAX_VALUE) {
      parts.groupOffsets.commit(name, queue.topic(), queue.queueId(), slowest);
    }
  }

  /** See {@link Membership#move}. */
  synchronized long move(Share share, QueueKey queue, long queueOffset) {
    Place place = place(share, queue);
    Place.Back back = place.back();
    long stood = offset(share, queue);
    long target = stood;
    Place then = place.gone(-1, state);
    switch (back.way()) {
      case NO -> {
        return -1;
      }
      case SET -> target = back.to();
      case PROGRESS -> {
        if (queueOffset <= stood) {
          target = -1;
        }
      }
      case LEFT -> {
        if (queueOffset <= back.to()) {
          then = place.stay(stood, state);
          target = -1;
        } else if (stood < 0) {
          target = Math.min(place.from(), back.to());
        } else if (stood > back.to()) {
          then = place.gone(stood, state);
          target = back.to();
        } else {
          // The client drops what it fetched and did not consume.
          then = place.stay(stood, state);
        }
      }
    }
    if (target >= 0) {
      parts.shareOffsets.commit(share.name, queue.topic(), queue.queueId(), target);
    }
    share.place(queue, then);
    share.conditions.remove(queue);
    advance(queue);
    parts.changed.run();
    return target;
  }

  /** As in the file. */
  synchronized void write(JsonText json) {
    json.object().name("next").value(nextId).name("state").value(state).name("shares").array();
    shares.forEach(share -> share.write(json));
    json.end().end();
  }

  /** Takes over what {@link #write} wrote; before anything else. */
  synchronized void read(JsonObject object) {
    nextId = JsonFields.intOr(object, "next", 1);
    state = JsonFields.intOr(object, "state", 0);
    for (JsonObject each : JsonFields.objects(object, "shares")) {
      Share share = Share.read(name, nextId, each);
      nextId = Math.max(nextId, share.id + 1);
      share.unmannedNanos = parts.clock.nanos();
      shares.add(share);
    }
  }

  /** One share for people. */
  record Seen(Wishes wishes, String name, List<String> clients, boolean live, long givenUpMillis) {}

  /** Its shares, the oldest first. */
  synchronized List<Seen> shares() {
    Map<Share, List<String>> clients = new HashMap<>();
    seats
        .values()
        .forEach(
            seat ->
                clients
                    .computeIfAbsent(seat.share(), share -> new ArrayList<>())
                    .add(seat.member().clientId()));
    List<Seen> seen = new ArrayList<>();
    for (Share share : shares) {
      List<String> names = clients.getOrDefault(share, new ArrayList<>());
      names.sort(null);
      if (!share.replaced) {
        seen.add(new Seen(share.wishes, share.name, names, share.live(), share.givenUpMillis));
      }
    }
    return seen;
  }

  /** What a share gets of a queue, by the share's name; never where there is no such share. */
  Condition condition(String shareName, String topic, int queueId) {
    for (Share share : shares) {
      if (share.name.equals(shareName)) {
        return made(share, new QueueKey(topic, queueId));
      }
    }
    return Condition.never();
  }

  /** Names under which its shares keep progress and locks. */
  List<String> names() {
    return shares.stream().map(share -> share.name).toList();
  }
}
