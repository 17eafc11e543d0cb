/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.store.kernel.StoreFixture.append;
import static org.marquetry.store.kernel.StoreFixture.bodies;
import static org.marquetry.store.kernel.StoreFixture.draft;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.message.PropertyNames;
import org.marquetry.store.Durability;
import org.marquetry.store.retention.Cleaned;
import org.marquetry.store.retention.LogGuard;
import org.marquetry.store.retention.RetentionPolicy;
import org.marquetry.store.retention.RetentionRules;
import org.marquetry.system.Disk;
import org.marquetry.system.machine.FileDisk;

/** What is dropped from the log, what goes with it and what stays. Segments are of 1 MiB. */
@Timeout(60)
class RetentionTest {

  private static final long HOUR = 3_600_000;

  /** Noon, of which the rules say nothing. */
  private static final long START =
      ZonedDateTime.of(2026, 3, 10, 12, 0, 0, 0, ZoneId.systemDefault()).toInstant().toEpochMilli();

  @TempDir private Path root;
  private final StoreFixture fixture = new StoreFixture();
  private final FixedClock clock = new FixedClock(START);
  private final Map<String, Long> topics = new HashMap<>();
  private final List<LogGuard> guards = new ArrayList<>();
  private final byte[] body = new byte[100_000];
  private volatile double used = 0.2;
  private RetentionRules rules = new RetentionRules(72 * HOUR, Set.of(4), 0.75, 0.85, true);
  private MessageStore store;
  private int sent;

  private final class Policy implements RetentionPolicy {
    @Override
    public RetentionRules rules() {
      return rules;
    }

    @Override
    public Map<String, Long> topics() {
      return topics;
    }

    @Override
    public List<LogGuard> guards() {
      return guards;
    }
  }

  @BeforeEach
  void open() throws StoreException {
    fixture.clock = clock;
    fixture.disk = withOwnSpace(new FileDisk());
    reopen();
  }

  private void reopen() throws StoreException {
    store = fixture.open(root);
    store.keepBy(new Policy());
  }

  private Disk withOwnSpace(Disk real) {
    return (Disk)
        Proxy.newProxyInstance(
            Disk.class.getClassLoader(),
            new Class<?>[] {Disk.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("space")) {
                return new Disk.Space(1_000, Math.round(1_000 * (1 - used)));
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  /** Ten of these fill a segment. */
  private Appended send(String topic) {
    Map<String, String> keys = Map.of(PropertyNames.KEYS, "key" + sent++);
    return append(store, topic, 0, draft(body, keys));
  }

  private void send(String topic, int count) {
    for (int i = 0; i < count; i++) {
      send(topic);
    }
  }

  private void pass(double hours) {
    clock.set(clock.millis() + (long) (hours * HOUR));
  }

  private List<String> files(String directory) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(directory))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private boolean found(String topic, int number) {
    var views = store.query(topic, "key" + number, 1, 0, Long.MAX_VALUE);
    views.forEach(org.marquetry.store.LogView::release);
    return !views.isEmpty();
  }

  @Test
  void wholeSegmentsGoWhenTheyAreOldAndTheirEntriesWithThem() throws Exception {
    send("T", 25);
    pass(1);
    send("T", 10);
    pass(71.5);

    Cleaned cleaned = store.clean();

    assertThat(cleaned.first()).as("two segments were full 72.5 h ago").isEqualTo(2 << 20);
    assertThat(cleaned.heldBy()).isNull();
    assertThat(files("commitlog")).first().isEqualTo("00000000000002097152");
    LogicalQueue queue = store.queue("T", 0);
    assertThat(queue.minOffset()).isEqualTo(20);
    assertThat(queue.maxOffset()).isEqualTo(35);
    assertThat(bodies(store, "T", 0)).hasSize(15);
    PullBatch batch = new PullBatch();
    assertThat(store.pull(queue, 3, 1, 1 << 20, EntryFilter.ALL, batch))
        .isEqualTo(PullStatus.OFFSET_TOO_SMALL);
    assertThat(found("T", 3)).isFalse();
    assertThat(found("T", 22)).isTrue();
    assertThat(store.offsetByTime(queue, 0, false)).isEqualTo(20);

    assertThat(store.clean()).isEqualTo(new Cleaned(2 << 20, 2 << 20, null));
  }

  @Test
  void whatIsDroppedStaysSoAfterAStopAndAfterACrash() throws Exception {
    send("T", 30);
    send("Idle", 1);
    send("T", 20);
    pass(100);
    send("T", 1);
    store.clean();
    long first = store.firstPosition();
    assertThat(first).isEqualTo(5 << 20);
    Path killed = StoreFiles.copy(root, root.resolveSibling(root.getFileName() + "-killed"));

    store.close();
    reopen();
    assertRest(first);
    store.close();
    StoreFiles.delete(root);
    StoreFiles.copy(killed, root);
    StoreFiles.delete(killed);
    reopen();
    assertRest(first);
  }

  private void assertRest(long first) {
    assertThat(store.firstPosition()).isEqualTo(first);
    assertThat(store.queue("T", 0).minOffset()).isEqualTo(49);
    assertThat(store.queue("T", 0).maxOffset()).isEqualTo(51);
    assertThat(store.queue("Idle", 0).minOffset()).isEqualTo(1);
    assertThat(append(store, "Idle", 0, "next").queueOffset())
        .as("no queue offset is given out twice")
        .isEqualTo(1);
  }

  @Test
  void onlyInTheHoursSetOrWhenAskedOrWhenTheDeviceGetsFull() throws Exception {
    send("T", 15);
    pass(80);
    send("T", 1);
    assertThat(store.clean(false).first()).as("at 20:00").isZero();
    used = 0.76;
    assertThat(store.clean(false).first()).as("at 20:00, device 76 %% full").isEqualTo(1 << 20);
    used = 0.2;

    send("T", 10);
    pass(80);
    assertThat(store.clean(false).first()).as("at 04:00").isEqualTo(2 << 20);
  }

  @Test
  void theOldestGoesForWantOfRoomThoughItIsYoung() throws Exception {
    send("T", 45);
    used = 0.84;
    assertThat(store.clean(false).first()).isZero();
    used = 0.86;
    rules = new RetentionRules(72 * HOUR, Set.of(4), 0.75, 0.85, false);
    assertThat(store.clean(false).first()).as("cleanFileForciblyEnable=false").isZero();
    rules = new RetentionRules(72 * HOUR, Set.of(4), 0.75, 0.85, true);
    assertThat(store.clean(false).first())
        .as("all but the segment that is written: the device stays full")
        .isEqualTo(4 << 20);
    assertThat(bodies(store, "T", 0)).hasSize(5);
    send("T", 1);
  }

  @Test
  void whatSomebodyNeedsStaysWhateverItsAge() throws Exception {
    send("T", 35);
    pass(100);
    long needed = (2 << 20) + 4711;
    guards.add(
        new LogGuard() {
          @Override
          public long neededFrom() {
            return needed;
          }

          @Override
          public String name() {
            return "delayed messages";
          }
        });
    Cleaned cleaned = store.clean();
    assertThat(cleaned.first()).isEqualTo(2 << 20);
    assertThat(cleaned.heldBy()).isEqualTo("delayed messages from position " + needed + " on");
    used = 0.95;
    assertThat(store.clean(false).first()).as("device full").isEqualTo(2 << 20);
  }

  @Test
  void aTopicKeptShorterIsNoLongerGivenOutAndLetsTheLogGo() throws Exception {
    topics.put("Short", HOUR);
    send("Short", 25);
    send("T", 1);
    pass(2);
    send("Short", 2);

    assertThat(store.clean(false).first()).isZero();
    assertThat(store.queue("Short", 0).minOffset()).isEqualTo(25);
    assertThat(bodies(store, "Short", 0)).hasSize(2);
    assertThat(bodies(store, "T", 0)).hasSize(1);
    assertThat(store.clean().first())
        .as("nothing else is in the first two segments")
        .isEqualTo(2 << 20);

    topics.clear();
    store.clean(false);
    assertThat(store.queue("Short", 0).minOffset())
        .as("what is still in the log comes back with the retention of the log")
        .isEqualTo(20);
  }

  @Test
  void aTopicKeptLongerKeepsTheLog() throws Exception {
    topics.put("Long", 1_000 * HOUR);
    send("T", 12);
    send("Long", 1);
    send("T", 20);
    pass(100);
    assertThat(store.clean().first()).isEqualTo(1 << 20);
    assertThat(bodies(store, "Long", 0)).hasSize(1);
    pass(1_000);
    assertThat(store.clean().first()).isEqualTo(3 << 20);
    assertThat(store.queue("Long", 0).minOffset()).isEqualTo(1);
  }

  @Test
  void spansOfOtherBackendsGoToo() throws Exception {
    send("T", 15);
    store.switchTo("memory", Durability.ACCEPTED, false).get();
    send("T", 15);
    store.switchTo("mapped", Durability.ACCEPTED, false).get();
    send("T", 1);
    pass(100);
    send("T", 15);
    store.clean();
    assertThat(store.spans()).hasSize(1);
    assertThat(bodies(store, "T", 0)).hasSizeBetween(6, 16);
    assertThat(store.queue("T", 0).maxOffset()).isEqualTo(46);
  }

  @Test
  void filesOfQueuesGoWithTheirEntries() throws Exception {
    for (int i = 0; i < 450; i++) {
      append(store, "Q", 0, "small");
    }
    send("T", 25);
    pass(100);
    append(store, "Q", 0, "last");
    store.close();
    reopen();
    store.clean();
    assertThat(store.queue("Q", 0).minOffset()).isEqualTo(450);
    assertThat(files("consumequeue/Q/0"))
        .as("100 entries of 20 bytes a file")
        .first()
        .isEqualTo("00000000000000008000");
    assertThat(bodies(store, "Q", 0)).containsExactly("last");
  }
}
