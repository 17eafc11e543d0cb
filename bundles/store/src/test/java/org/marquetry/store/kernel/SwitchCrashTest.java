/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marquetry.admin.StoreAdmin.Switched;
import org.marquetry.message.MessageRecord;
import org.marquetry.store.Durability;
import org.marquetry.store.LogView;
import org.marquetry.store.simulated.SimulatedDisk;
import org.marquetry.store.simulated.SteppedScheduler;

/**
 * Ends the process, or the power, at every single operation of the disk while the log goes over to
 * another backend, and looks at what comes back: a log that is in one of the two states, nothing
 * lost that had been promised, no place given out twice.
 */
class SwitchCrashTest {

  private static final Path ROOT = Path.of("/store");

  /** Chances of a page to have reached the device by itself; 1 is a process that is killed. */
  private static final double[] PAGES = {0, 0.5, 1};

  /** More than a switch has. */
  private static final int OPERATIONS = 40;

  private final SimulatedDisk device = new SimulatedDisk();
  private final SteppedScheduler time = new SteppedScheduler(1_700_000_000_000L);
  private final Backends backends = Backends.shipped();

  /** Bodies by queue offset, of all that were ever acknowledged. */
  private final TreeMap<Long, String> sent = new TreeMap<>();

  /** Positions by queue offset. */
  private final TreeMap<Long, Long> positions = new TreeMap<>();

  private SimulatedDisk.Attachment disk;
  private MessageStore store;
  private int number;

  @ParameterizedTest
  @CsvSource({"mapped,memory", "memory,mapped"})
  void atEveryOperation(String from, String to) throws Exception {
    for (double pages : PAGES) {
      int through = 0;
      for (int at = 0; at < OPERATIONS; at++) {
        SwitchCrashTest one = new SwitchCrashTest();
        try {
          through += one.crashAt(from, to, at, pages) ? 1 : 0;
        } catch (Exception | AssertionError e) {
          throw new AssertionError(
              "crash at operation " + at + " of the switch, chance of a page " + pages, e);
        }
      }
      assertThat(through).as("switches that were through").isBetween(5, OPERATIONS - 5);
    }
  }

  /**
   * @return whether the switch was through before the disk failed
   */
  private boolean crashAt(String from, String to, int operation, double pages) throws Exception {
    Random random = new Random(operation);
    open(from);
    append(20);
    time.pass(2_000);
    time.runAll();
    append(20);
    disk.failAfter(operation);
    CompletableFuture<Switched> switching = store.switchTo(to, Durability.ACCEPTED, false);
    time.runAll();
    assertThat(switching).as("the switch came to an end").isDone();
    boolean through = !switching.isCompletedExceptionally();
    String tail = through ? to : from;
    long durable = durable();
    for (int i = 0; i < 5 && tryAppend(); i++) {
      time.pass(1);
    }
    crash(random, pages);

    open(from);
    List<String> states =
        store.spans().stream().map(span -> span.backend() + " " + span.state()).toList();
    assertThat(states.get(states.size() - 1)).isIn(from + " written", to + " written");
    if (through) {
      assertThat(states.get(states.size() - 1)).isEqualTo(tail + " written");
    }
    check(durable, pages);
    append(3);
    time.runAll();
    // The other backend still is to be had.
    String now = store.spans().get(store.spans().size() - 1).backend();
    String other = now.equals("mapped") ? "memory" : "mapped";
    switching = store.switchTo(other, Durability.ACCEPTED, false);
    time.runAll();
    assertThat(switching).isCompleted();
    append(3);
    check(durable, pages);
    store.close();
    List<Path> left =
        device.paths().stream().filter(path -> path.startsWith("/store/spans")).toList();
    assertThat(left).as("directories of spans that are none").allMatch(this::used);
    return through;
  }

  private boolean used(Path file) {
    return store.spans().stream().anyMatch(span -> file.startsWith(ROOT.resolve(span.directory())));
  }

  private void open(String backend) throws StoreException {
    disk = device.attach();
    StoreSettings settings = SmallStore.in(ROOT).backend(backend).settings();
    store = MessageStore.open(settings, backends, disk, time, time);
    store.storeHost(new InetSocketAddress(InetAddress.getLoopbackAddress(), 10911));
  }

  private void crash(Random random, double pages) {
    device.lose(random, pages);
    time.kill();
    time.pass(1_000);
  }

  private void append(int count) {
    for (int i = 0; i < count; i++) {
      assertThat(tryAppend()).as("append: %s", store.refusal()).isTrue();
    }
  }

  private boolean tryAppend() {
    String body = number++ + "-" + "b".repeat(number * 7 % 500);
    Appended appended = new Appended();
    AppendStatus status = store.append(store.openQueue("T", 0), StoreFixture.draft(body), appended);
    if (status == AppendStatus.OK) {
      assertThat(sent).as("places given out before").doesNotContainKey(appended.queueOffset());
      assertThat(positions.values()).doesNotContain(appended.position());
      sent.put(appended.queueOffset(), body);
      positions.put(appended.queueOffset(), appended.position());
    }
    return status == AppendStatus.OK;
  }

  /** Up to where messages are on the disk by promise. */
  private long durable() {
    long[] told = {0};
    long end = store.endPosition();
    store.whenDurable(
        end, Durability.ON_DISK, (position, failure) -> told[0] = failure == null ? position : 0);
    time.runAll();
    return Math.max(told[0], store.lasting() ? store.durablePosition() : 0);
  }

  /** What is there is what was sent; what is not there may be missing. */
  private void check(long durable, double pages) {
    LogicalQueue queue = store.openQueue("T", 0);
    TreeMap<Long, String> found = new TreeMap<>();
    PullBatch batch = new PullBatch();
    long offset = queue.minOffset();
    while (offset < queue.maxOffset()) {
      PullStatus status = store.pull(queue, offset, 8, 1 << 20, EntryFilter.ALL, batch);
      for (LogView view : batch.views()) {
        for (MessageRecord record : StoreFixture.records(view)) {
          found.put(record.queueOffset(), StoreFixture.text(record));
        }
      }
      assertThat(batch.nextOffset()).as("%s at %s", status, offset).isGreaterThan(offset);
      offset = batch.nextOffset();
      batch.release();
    }
    List<StoreSpan> gone = gone();
    List<Long> lost = new ArrayList<>();
    sent.forEach(
        (at, body) -> {
          String there = found.remove(at);
          long position = positions.get(at);
          boolean inMemory = gone.stream().anyMatch(span -> span.holds(position));
          if (there != null) {
            assertThat(there).isEqualTo(body);
          } else if (!inMemory) {
            assertThat(pages < 1 && position >= durable)
                .as("message %s at %s is missing, durable was %s", at, position, durable)
                .isTrue();
            lost.add(at);
          }
        });
    assertThat(found).as("messages that nobody sent").isEmpty();
    // What the disk has lost with the power has never been there.
    lost.forEach(sent::remove);
    lost.forEach(positions::remove);
    assertThat(queue.maxOffset()).isGreaterThanOrEqualTo(sent.lastKey() + 1);
  }

  private record StoreSpan(long start, long end) {

    boolean holds(long position) {
      return position >= start && position < end;
    }
  }

  private List<StoreSpan> gone() {
    List<StoreSpan> gone = new ArrayList<>();
    long[] until = {0};
    store
        .spans()
        .forEach(
            span -> {
              if (span.state().equals("gone")) {
                gone.add(new StoreSpan(span.start(), span.end()));
              } else if (span.start() > until[0]) {
                gone.add(new StoreSpan(until[0], span.start()));
              }
              until[0] = span.end();
            });
    return gone;
  }
}
