/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.group;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.broker.json.JsonText;
import org.marquetry.broker.topic.DataVersion;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer groups that the broker knows, kept in {@code config/subscriptionGroup.json}.
 * Thread-safe. {@link #find} may be called on I/O threads: what it makes reaches the disk a little
 * later, and would only be made again if it were lost.
 */
public final class SubscriptionGroups {

  /** Groups that are there from the start. */
  public static final Set<String> SYSTEM_GROUPS =
      Set.of(
          "TOOLS_CONSUMER",
          "FILTERSRV_CONSUMER",
          "SELF_TEST_C_GROUP",
          "CID_ONS-HTTP-PROXY",
          "CID_ONSAPI_PULL",
          "CID_ONSAPI_PERMISSION",
          "CID_ONSAPI_OWNER",
          "CID_RMQ_SYS_TRANS");

  private static final Logger LOG = LoggerFactory.getLogger(SubscriptionGroups.class);
  private static final int READ_BAN = 4;
  private static final long PERSIST_DELAY_MILLIS = 200;

  private final JsonFile file;
  private final Clock clock;
  private final Scheduler scheduler;
  private final BooleanSupplier autoCreate;
  private final Map<String, SubscriptionGroup> groups = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Integer>> bans = new ConcurrentHashMap<>();
  private final List<Consumer<String>> onRemove = new CopyOnWriteArrayList<>();
  private final AtomicBoolean persistPlanned = new AtomicBoolean();
  private final boolean lightQueues;
  private volatile DataVersion version;

  private SubscriptionGroups(
      JsonFile file,
      Clock clock,
      Scheduler scheduler,
      BooleanSupplier autoCreate,
      boolean lightQueues) {
    this.lightQueues = lightQueues;
    this.file = file;
    this.clock = clock;
    this.scheduler = scheduler;
    this.autoCreate = autoCreate;
  }

  /**
   * Reads the file and adds the system's groups. Blocks for the disk.
   *
   * @param autoCreate whether {@link #find} makes groups that are not there
   * @throws IOException if the file cannot be understood; the message names it and the remedy
   */
  public static SubscriptionGroups open(
      JsonFile file, Clock clock, Scheduler scheduler, BooleanSupplier autoCreate)
      throws IOException {
    return open(file, clock, scheduler, autoCreate, false);
  }

  /**
   * Like {@link #open(JsonFile, Clock, Scheduler, BooleanSupplier)}.
   *
   * @param lightQueues whether there are light queues
   */
  public static SubscriptionGroups open(
      JsonFile file,
      Clock clock,
      Scheduler scheduler,
      BooleanSupplier autoCreate,
      boolean lightQueues)
      throws IOException {
    SubscriptionGroups groups =
        new SubscriptionGroups(file, clock, scheduler, autoCreate, lightQueues);
    groups.load();
    return groups;
  }

  private void load() throws IOException {
    JsonObject content = file.read();
    JsonObject object = content == null ? new JsonObject() : content;
    version = DataVersion.fromJson(object.get("dataVersion"));
    JsonObject table = JsonFields.object(object, "subscriptionGroupTable");
    if (table != null) {
      for (Map.Entry<String, JsonElement> entry : table.entrySet()) {
        if (entry.getValue().isJsonObject()) {
          groups.put(
              entry.getKey(),
              SubscriptionGroup.read(entry.getValue().getAsJsonObject(), entry.getKey()));
        }
      }
    }
    loadBans(JsonFields.object(object, "forbiddenTable"));
    SYSTEM_GROUPS.forEach(name -> groups.computeIfAbsent(name, SubscriptionGroup::of));
  }

  private void loadBans(JsonObject table) {
    if (table == null) {
      return;
    }
    for (Map.Entry<String, JsonElement> entry : table.entrySet()) {
      if (entry.getValue().isJsonObject()) {
        JsonObject topics = entry.getValue().getAsJsonObject();
        Map<String, Integer> masks = new ConcurrentHashMap<>();
        topics.keySet().forEach(topic -> masks.put(topic, JsonFields.intOr(topics, topic, 0)));
        bans.put(entry.getKey(), masks);
      }
    }
  }

  /** Whether a group may be called so: at most 255 of the characters that topics may have. */
  public static boolean legal(String name) {
    return !name.isEmpty()
        && name.length() <= TopicNames.MAX_LENGTH_OF_GROUP
        && !TopicNames.badCharacter(name);
  }

  /** The group, made with the defaults where that is allowed; otherwise {@code null}. */
  public SubscriptionGroup find(String name) {
    SubscriptionGroup group = get(name);
    if (group != null || !autoCreate.getAsBoolean() || !legal(name)) {
      return group;
    }
    SubscriptionGroup fresh = SubscriptionGroup.of(name);
    SubscriptionGroup raced = groups.putIfAbsent(name, fresh);
    if (raced != null) {
      return raced;
    }
    LOG.info("consumer group {} made: a client asked for it", name);
    changed();
    persistSoon();
    return fresh;
  }

  /**
   * The group, {@code null} where there is none. Groups named like light queues are always there,
   * with the defaults: there may be as many of them as there are devices.
   */
  public SubscriptionGroup get(String name) {
    SubscriptionGroup group = groups.get(name);
    return group == null && lightQueues && TopicNames.isLight(name) && legal(name)
        ? SubscriptionGroup.of(name)
        : group;
  }

  /** By name. */
  public List<SubscriptionGroup> all() {
    return new ArrayList<>(new TreeMap<>(groups).values());
  }

  public DataVersion version() {
    return version;
  }

  /** Makes or changes groups. Blocks for the disk. */
  void put(Collection<SubscriptionGroup> changes) throws IOException {
    for (SubscriptionGroup group : changes) {
      SubscriptionGroup before = groups.put(group.groupName(), group);
      LOG.info("consumer group {} {}", group.groupName(), before == null ? "made" : "changed");
    }
    changed();
    persist();
  }

  /** Deletes a group, or what is left of one. Blocks for the disk. */
  public void remove(String name) throws IOException {
    boolean changed = bans.remove(name) != null;
    if (groups.remove(name) != null) {
      LOG.info("consumer group {} deleted", name);
      changed = true;
    }
    try {
      if (changed) {
        changed();
        persist();
      }
    } finally {
      onRemove.forEach(listener -> listener.accept(name));
    }
  }

  /** A topic is deleted: nobody is forbidden to read it any more. Blocks for the disk. */
  public void removeTopic(String topic) throws IOException {
    boolean changed = false;
    for (String group : bans.keySet()) {
      Map<String, Integer> topics = bans.get(group);
      changed |= topics != null && topics.remove(topic) != null;
      bans.computeIfPresent(group, (name, masks) -> masks.isEmpty() ? null : masks);
    }
    if (changed) {
      changed();
      persist();
    }
  }

  /** Tells the name of a group that was deleted, on the thread that deleted it. */
  public void onRemove(Consumer<String> group) {
    onRemove.add(group);
  }

  /** Whether an operator has forbidden the group to read the topic. */
  public boolean readForbidden(String group, String topic) {
    if (bans.isEmpty()) {
      return false;
    }
    Map<String, Integer> topics = bans.get(group);
    return topics != null && (topics.getOrDefault(topic, 0) & READ_BAN) != 0;
  }

  /** Forbids reading or allows it again. Blocks for the disk. */
  void forbidReading(String group, String topic, boolean forbidden) throws IOException {
    Map<String, Integer> topics = bans.computeIfAbsent(group, name -> new ConcurrentHashMap<>());
    if (forbidden) {
      topics.merge(topic, READ_BAN, (before, ban) -> before | ban);
    } else {
      topics.computeIfPresent(
          topic, (name, mask) -> (mask & ~READ_BAN) == 0 ? null : mask & ~READ_BAN);
    }
    changed();
    persist();
  }

  private synchronized void changed() {
    version = version.next(clock.millis());
  }

  private void persistSoon() {
    if (persistPlanned.compareAndSet(false, true)) {
      scheduler.after("persist consumer groups", PERSIST_DELAY_MILLIS, this::persistPlanned);
    }
  }

  private void persistPlanned() {
    persistPlanned.set(false);
    try {
      persist();
    } catch (IOException e) {
      LOG.error("consumer groups are not on disk: {} cannot be written", file.path(), e);
    }
  }

  /** Writes the file. Blocks for the disk. */
  public synchronized void persist() throws IOException {
    JsonText json = new JsonText().object();
    json.name("dataVersion").raw(version.toJson().toString());
    writeBans(json.name("forbiddenTable"));
    json.name("subscriptionGroupTable").object();
    new TreeMap<>(groups).forEach((name, group) -> group.write(json.name(name)));
    file.write(json.end().end().toString());
  }

  /** As in files and bodies. */
  void writeBans(JsonText json) {
    json.object();
    new TreeMap<>(bans)
        .forEach(
            (group, topics) -> {
              json.name(group).object();
              topics.forEach((topic, mask) -> json.name(topic).value(mask));
              json.end();
            });
    json.end();
  }
}
