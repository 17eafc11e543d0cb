/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.marquetry.message.MessageRecord;
import org.marquetry.store.Durability;
import org.marquetry.store.LogView;
import org.marquetry.store.simulated.SimulatedDisk;
import org.marquetry.store.simulated.SteppedScheduler;

/**
 * A store on a simulated disk, used at random until it is stopped, killed or loses its power, and
 * what is known of its messages. Everything follows from the seed.
 */
final class CrashingStore {

  private static final Path ROOT = Path.of("/store");
  private static final String[] TOPICS = {"T", "U", "%RETRY%g"};
  private static final int QUEUES = 2;

  private final Random random;
  private final double pages;
  private final SimulatedDisk device = new SimulatedDisk();
  private final SteppedScheduler time = new SteppedScheduler(1_700_000_000_000L);
  private final Backends backends = Backends.shipped();
  private final boolean switches;

  /** By queue and queue offset; {@code null} where a message was lost that was not confirmed. */
  private final Map<String, List<Sent>> sent = new TreeMap<>();

  private SimulatedDisk.Attachment disk;
  private MessageStore store;
  private long confirmed;
  private int numbers;

  /** Whether the disk fails in the middle of a switch: nothing more is done in this life. */
  private boolean dying;

  /** Behind all positions that were given out in memory. */
  private long memoryEnd;

  /**
   * @param lasting whether it was stored where a restart finds it
   */
  private record Sent(String body, String key, long end, boolean lasting) {}

  /**
   * @param switches whether the log goes over to other backends, too
   */
  CrashingStore(long seed, double pages, boolean switches) {
    random = new Random(seed);
    this.pages = pages;
    this.switches = switches;
  }

  /** Position up to which messages were said to be on disk. */
  long confirmed() {
    return confirmed;
  }

  /** Opens the store, checks it, uses it and ends it one way or the other. */
  void live() throws StoreException {
    open();
    check();
    int steps = random.nextInt(300);
    dying = false;
    for (int i = 0; i < steps && !dying; i++) {
      step();
    }
    end();
  }

  private void open() throws StoreException {
    int attempts = random.nextInt(4);
    for (int i = 0; i < attempts; i++) {
      attemptToOpen();
    }
    disk = device.attach();
    store = MessageStore.open(StoreFixture.settings(ROOT), backends, disk, time, time);
    store.storeHost(new InetSocketAddress(InetAddress.getLoopbackAddress(), 10911));
  }

  /** The power goes while the store is being opened, or just after. */
  private void attemptToOpen() {
    disk = device.attach();
    disk.failAfter(random.nextInt(200));
    try {
      store = MessageStore.open(StoreFixture.settings(ROOT), backends, disk, time, time);
    } catch (StoreException e) {
      assertThat(e).hasStackTraceContaining("no power");
    }
    crash();
  }

  private void crash() {
    device.lose(random, pages);
    time.kill();
    time.pass(random.nextInt(10_000));
  }

  private void end() {
    if (!dying && random.nextInt(4) == 0) {
      store.close();
      time.pass(random.nextInt(10_000));
      assertThat(disk.regions()).as("mapped regions left after a clean stop").isZero();
      assertThat(device.paths()).doesNotContain(ROOT.resolve("abort"));
      confirmed = Math.max(confirmed, store.durablePosition());
      // A machine that stops loses nothing.
      device.lose(random, 1);
      time.kill();
    } else {
      crash();
    }
  }

  private void step() {
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> append();
      case 4 -> appendBatch();
      case 5 -> {
        long end = store.endPosition();
        store.whenDurable(
            end,
            Durability.ON_DISK,
            (position, failure) -> {
              if (failure == null) {
                confirmed = Math.max(confirmed, position);
              }
            });
      }
      case 6 -> time.pass(random.nextInt(300));
      case 7 -> time.runAll();
      default -> time.runOne(random);
    }
    if (switches && random.nextInt(25) == 0) {
      switchBackend();
    }
    // Of a topic made anew after a deletion that the power undoes, places given out in memory only
    // may be given out again.
    if (random.nextInt(200) == 0 && !dying && (!switches || pages == 1)) {
      deleteTopic();
    }
  }

  private void switchBackend() {
    String backend = random.nextBoolean() ? "memory" : "mapped";
    dying = random.nextInt(8) == 0;
    if (dying) {
      disk.failAfter(random.nextInt(15));
    }
    CompletableFuture<?> switching = store.switchTo(backend, Durability.ACCEPTED, false);
    for (int i = 0; i < 100 && !switching.isDone(); i++) {
      time.runOne(random);
    }
  }

  private String anyTopic() {
    return TOPICS[random.nextInt(TOPICS.length)];
  }

  private static String name(String topic, int queueId) {
    return topic + "/" + queueId;
  }

  private List<Sent> sentTo(String topic, int queueId) {
    return sent.computeIfAbsent(name(topic, queueId), queue -> new ArrayList<>());
  }

  private MessageDraft draft(String body, String key) {
    Map<String, String> properties = new TreeMap<>();
    properties.put("UNIQ_KEY", key);
    properties.put("TAGS", "tag");
    if (random.nextInt(10) == 0) {
      properties.put("long", "p".repeat(random.nextInt(20_000)));
    }
    return StoreFixture.draft(body.getBytes(StandardCharsets.UTF_8), properties);
  }

  private String body() {
    int length = random.nextInt(10) == 0 ? random.nextInt(100_000) : random.nextInt(2_000);
    return numbers++ + "-" + "b".repeat(length);
  }

  private void append() {
    String topic = anyTopic();
    int queueId = random.nextInt(QUEUES);
    String body = body();
    String key = "K" + numbers;
    Appended appended = new Appended();
    AppendStatus status = store.append(store.openQueue(topic, queueId), draft(body, key), appended);
    assertThat(status).as("append: %s", store.refusal()).isEqualTo(AppendStatus.OK);
    List<Sent> queue = sentTo(topic, queueId);
    place(appended, queue);
    queue.add(new Sent(body, key, appended.endPosition(), store.lasting()));
  }

  private void place(Appended appended, List<Sent> queue) {
    assertThat(appended.queueOffset()).isEqualTo(queue.size());
    assertThat(appended.position()).isGreaterThanOrEqualTo(memoryEnd);
    if (!store.lasting()) {
      memoryEnd = appended.endPosition();
    }
  }

  private void appendBatch() {
    String topic = anyTopic();
    int queueId = random.nextInt(QUEUES);
    List<MessageDraft> drafts = new ArrayList<>();
    List<Sent> batch = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      String body = numbers++ + "-batch";
      String key = "K" + numbers;
      drafts.add(draft(body, key));
      batch.add(new Sent(body, key, 0, store.lasting()));
    }
    Appended appended = new Appended();
    assertThat(store.appendBatch(store.openQueue(topic, queueId), drafts, appended))
        .isEqualTo(AppendStatus.OK);
    List<Sent> queue = sentTo(topic, queueId);
    place(appended, queue);
    for (Sent one : batch) {
      queue.add(new Sent(one.body, one.key, appended.endPosition(), one.lasting));
    }
  }

  private void deleteTopic() {
    String topic = anyTopic();
    store.deleteTopic(topic);
    for (int queueId = 0; queueId < QUEUES; queueId++) {
      sentTo(topic, queueId).clear();
    }
  }

  /** Compares the store with what is known, and takes over what it has lost by right. */
  private void check() {
    for (String topic : TOPICS) {
      for (int queueId = 0; queueId < QUEUES; queueId++) {
        check(topic, queueId, sentTo(topic, queueId));
      }
    }
  }

  private void check(String topic, int queueId, List<Sent> queue) {
    LogicalQueue logical = store.openQueue(topic, queueId);
    long max = logical.maxOffset();
    if (!switches) {
      assertThat(max).as("messages of %s", logical).isLessThanOrEqualTo(queue.size());
    }
    while (queue.size() < max) {
      // Places that were kept free, for it was not known whether they had been given out.
      queue.add(null);
    }
    PullBatch batch = new PullBatch();
    List<Sent> left = new ArrayList<>();
    long offset = logical.minOffset();
    while (offset < max) {
      PullStatus status = store.pull(logical, offset, 8, 1 << 20, EntryFilter.ALL, batch);
      for (LogView view : batch.views()) {
        for (MessageRecord record : StoreFixture.records(view)) {
          skip(queue, left, record.queueOffset(), logical);
          Sent wanted = queue.get((int) record.queueOffset());
          assertThat(wanted).as("message %s of %s", record.queueOffset(), logical).isNotNull();
          assertThat(StoreFixture.text(record)).isEqualTo(wanted.body);
          assertThat(record.property("UNIQ_KEY")).isEqualTo(wanted.key);
          assertThat(record.topic()).isEqualTo(topic);
          left.add(wanted);
        }
      }
      assertThat(batch.nextOffset()).as("%s at %s", status, offset).isGreaterThan(offset);
      offset = batch.nextOffset();
      batch.release();
    }
    skip(queue, left, max, logical);
    for (int lost = (int) max; lost < queue.size(); lost++) {
      assertLostByRight(queue.get(lost), lost, logical);
      assertThat(queue.get(lost) == null || queue.get(lost).lasting)
          .as("the place of message %s of %s, which was in memory, is free again", lost, logical)
          .isTrue();
    }
    queue.clear();
    queue.addAll(left);
    for (int i = 0; i < 3 && !left.isEmpty(); i++) {
      find(topic, left.get(random.nextInt(left.size())));
    }
  }

  private void skip(List<Sent> queue, List<Sent> left, long until, LogicalQueue logical) {
    while (left.size() < until) {
      assertLostByRight(queue.get(left.size()), left.size(), logical);
      left.add(null);
    }
  }

  private void assertLostByRight(Sent lost, long offset, LogicalQueue queue) {
    assertThat(lost == null || !lost.lasting || lost.end > confirmed)
        .as("message %s of %s was lost, confirmed up to %s: %s", offset, queue, confirmed, lost)
        .isTrue();
  }

  private void find(String topic, Sent message) {
    if (message != null) {
      List<LogView> found = store.query(topic, message.key, 10, 0, Long.MAX_VALUE);
      assertThat(found).as("messages with key %s", message.key).hasSize(1);
      MessageRecord record = new MessageRecord().wrap(found.get(0).buffer(), 0);
      assertThat(StoreFixture.text(record)).isEqualTo(message.body);
      found.get(0).release();
    }
  }
}
