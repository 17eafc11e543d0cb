/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.marquetry.broker.filter.Condition;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.broker.json.JsonText;
import org.marquetry.broker.pull.Membership;
import org.marquetry.broker.pull.Memberships;
import org.marquetry.remoting.Connection;
import org.marquetry.store.kernel.ConsumerOffsets;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The groups in per-member mode, kept in {@code config/perMember.json}; where their shares stand is
 * kept in {@code config/memberOffset.json}. Thread-safe; only what says so blocks.
 */
public final class PerMemberGroups implements Memberships {

  /** How often {@link #tick()} is to be called, in milliseconds. */
  public static final long TICK_MILLIS = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(PerMemberGroups.class);
  private static final long PERSIST_DELAY_MILLIS = 100;

  /** Between the name of a group and the number of a share; in no group's name. */
  static final char MARK = '#';

  private final JsonFile file;
  private final Scheduler scheduler;
  private final ConsumerOffsets offsets;
  private final PerMemberGroup.Parts parts;
  private final Map<String, PerMemberGroup> groups = new ConcurrentHashMap<>();
  private final AtomicBoolean persistPlanned = new AtomicBoolean();
  private final List<Consumer<String>> forgetting = new CopyOnWriteArrayList<>();

  private PerMemberGroups(
      JsonFile file,
      MessageStore store,
      ConsumerOffsets groupOffsets,
      ConsumerOffsets shareOffsets,
      Clock clock,
      Scheduler scheduler) {
    this.file = file;
    this.scheduler = scheduler;
    this.offsets = shareOffsets;
    this.parts =
        new PerMemberGroup.Parts(
            store,
            groupOffsets,
            shareOffsets,
            clock,
            this::persistSoon,
            share -> forgetting.forEach(listener -> listener.accept(share)));
  }

  /**
   * Reads the file. Blocks for the disk.
   *
   * @param groupOffsets progress of groups
   * @param shareOffsets progress of shares
   * @throws IOException if the file cannot be understood; the message names it and the remedy
   */
  public static PerMemberGroups open(
      JsonFile file,
      MessageStore store,
      ConsumerOffsets groupOffsets,
      ConsumerOffsets shareOffsets,
      Clock clock,
      Scheduler scheduler)
      throws IOException {
    PerMemberGroups all =
        new PerMemberGroups(file, store, groupOffsets, shareOffsets, clock, scheduler);
    JsonObject content = file.read();
    JsonObject table = content == null ? null : JsonFields.object(content, "groups");
    if (table != null) {
      for (Map.Entry<String, JsonElement> entry : table.entrySet()) {
        if (entry.getValue() instanceof JsonObject object) {
          PerMemberGroup group = new PerMemberGroup(entry.getKey(), all.parts);
          group.read(object);
          all.groups.put(entry.getKey(), group);
        }
      }
    }
    return all;
  }

  @Override
  public Membership of(String group, Connection connection) {
    if (groups.isEmpty()) {
      return null;
    }
    PerMemberGroup found = groups.get(group);
    return found == null ? null : found.of(connection);
  }

  @Override
  public boolean perMember(String group) {
    return groups.containsKey(group);
  }

  @Override
  public boolean foreign(String group, Connection connection) {
    PerMemberGroup found = groups.isEmpty() ? null : groups.get(group);
    return found != null && found.foreign(connection);
  }

  @Override
  public boolean owns(String group, String topic) {
    PerMemberGroup found = groups.isEmpty() ? null : groups.get(group);
    return found != null && found.consumes(topic);
  }

  /**
   * The members of a share, as if they were a group; {@code null} where none is online, or there is
   * no share of this name.
   */
  public ConsumerGroup crew(String shareName) {
    PerMemberGroup found = groups.isEmpty() ? null : groups.get(groupOf(shareName));
    return found == null ? null : found.crew(shareName);
  }

  /** The name of the group that a share is of; that of a group itself as it is. */
  static String groupOf(String name) {
    int mark = name.lastIndexOf(MARK);
    return mark < 0 ? name : name.substring(0, mark);
  }

  /**
   * @param listener told the name of every share that is forgotten; must not block
   */
  public void onForget(Consumer<String> listener) {
    forgetting.add(listener);
  }

  /** The members among which the queues of a member are divided, itself among them. */
  public List<Member> peers(ConsumerGroup group, Connection connection) {
    PerMemberGroup found = groups.get(group.name());
    return found == null ? group.members() : found.peers(connection, group.members());
  }

  /** A share of a group in per-member mode. */
  public record Share(
      Wishes wishes, String name, List<String> clients, boolean live, long givenUpMillis) {}

  /** The oldest first; empty where the group is in shared mode. */
  public List<Share> shares(String group) {
    PerMemberGroup found = groups.get(group);
    return found == null
        ? List.of()
        : found.shares().stream()
            .map(
                seen ->
                    new Share(
                        seen.wishes(),
                        seen.name(),
                        seen.clients(),
                        seen.live(),
                        seen.givenUpMillis()))
            .toList();
  }

  /** What a share gets of a queue. */
  public Condition condition(String group, Share share, String topic, int queueId) {
    PerMemberGroup found = groups.get(group);
    return found == null ? Condition.never() : found.condition(share.name(), topic, queueId);
  }

  /** Progress of shares, by their names. */
  public ConsumerOffsets offsets() {
    return offsets;
  }

  /** Names under which a group's shares keep their locks; empty in shared mode. */
  List<String> names(String group) {
    PerMemberGroup found = groups.get(group);
    return found == null ? List.of() : found.names();
  }

  /** Groups in per-member mode, by name. */
  public List<String> all() {
    return List.copyOf(new TreeMap<>(groups).keySet());
  }

  /**
   * Members have come, gone or changed what they subscribe to.
   *
   * @param online gives {@code null} where no member is left
   * @param orderly whether members that are gone have said that they leave
   */
  void update(String name, Supplier<ConsumerGroup> online, boolean orderly) {
    PerMemberGroup group = groups.get(name);
    if (group != null) {
      group.update(online, orderly);
    }
  }

  /**
   * Begins to serve a group member by member. Blocks for the disk.
   *
   * @param online gives {@code null} where no member is online
   * @throws IOException if that cannot be written: the group is served as before then
   */
  void begin(String name, Supplier<ConsumerGroup> online) throws IOException {
    PerMemberGroup group = new PerMemberGroup(name, parts);
    group.update(online, false);
    group.restart();
    groups.put(name, group);
    // Who has come before the group could be found here.
    group.update(online, false);
    try {
      persist();
    } catch (IOException e) {
      groups.remove(name, group);
      throw e;
    }
    LOG.info("consumer group {} is in per-member mode", name);
  }

  /**
   * Serves a group as a whole again. Blocks for the disk.
   *
   * @throws IOException if that cannot be written: the group is served as before then
   */
  void end(String name) throws IOException {
    PerMemberGroup group = groups.remove(name);
    if (group != null) {
      try {
        persist();
      } catch (IOException e) {
        groups.put(name, group);
        throw e;
      }
      forget(group);
      LOG.info("consumer group {} is in shared mode", name);
    }
  }

  /**
   * Sets a group to an offset, as an operator wants it.
   *
   * @return {@code false} where the group is served as a whole: nothing has happened then
   */
  public boolean reset(String name, String topic, int queueId, long target) {
    PerMemberGroup group = groups.get(name);
    if (group == null) {
      return false;
    }
    group.reset(topic, queueId, target);
    return true;
  }

  /** A group is deleted. */
  public void removeGroup(String name) {
    PerMemberGroup group = groups.remove(name);
    if (group != null) {
      forget(group);
      persistSoon();
    }
  }

  private void forget(PerMemberGroup group) {
    group.names().forEach(parts.forgotten());
    group.names().forEach(offsets::removeGroup);
  }

  /** Gives up shares that have been without members for long. */
  public void tick() {
    groups.values().forEach(PerMemberGroup::tick);
  }

  private void persistSoon() {
    if (persistPlanned.compareAndSet(false, true)) {
      scheduler.after("persist per-member groups", PERSIST_DELAY_MILLIS, this::persistPlanned);
    }
  }

  private void persistPlanned() {
    persistPlanned.set(false);
    try {
      persist();
    } catch (IOException e) {
      LOG.error("the groups in per-member mode are not on disk: {}", e.getMessage());
    }
  }

  /** Writes what is not written yet. Blocks for the disk. */
  public synchronized void persist() throws IOException {
    JsonText json = new JsonText().object().name("groups").object();
    new TreeMap<>(groups)
        .forEach(
            (name, group) -> {
              json.name(name);
              group.write(json);
            });
    // A share that is on disk without its progress would begin anywhere.
    offsets.persist();
    file.write(json.end().end().toString());
  }
}
