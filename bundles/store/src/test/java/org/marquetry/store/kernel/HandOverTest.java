/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.marquetry.store.kernel.StoreFixture.append;
import static org.marquetry.store.kernel.StoreFixture.bodies;
import static org.marquetry.store.kernel.StoreFixture.draft;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.store.Durability;
import org.marquetry.store.MessageLog;
import org.marquetry.store.SpanContext;
import org.marquetry.store.StorageBackend;
import org.marquetry.store.mapped.MappedBackend;
import org.marquetry.store.memory.MemoryBackend;

/** Versions of the backend in use that come and go while the store is in use. */
@Timeout(120)
class HandOverTest {

  @TempDir private Path root;
  private final StoreFixture fixture = new StoreFixture();
  private final AtomicInteger returns = new AtomicInteger();
  private MessageStore store;
  private StorageBackend disk;

  @BeforeEach
  void open() throws Exception {
    store = fixture.open(root);
    store.onReturn(returns::incrementAndGet);
    disk = fixture.backends.add("disk", "1.0.0", new MappedBackend());
    append(store, "T", 0, "before");
    store.switchTo("disk", Durability.ACCEPTED, false).get();
    append(store, "T", 0, "a");
    returns.set(0);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private String version() {
    List<String> versions = store.spans().stream().map(span -> span.version()).toList();
    return versions.get(versions.size() - 1);
  }

  private AppendStatus tryAppend(String body) {
    return store.append(store.openQueue("T", 0), draft(body), new Appended());
  }

  private void awaitVersion(String version) {
    await().untilAsserted(() -> assertThat(version()).isEqualTo(version));
    // The new version is in its place before the first append is let in.
    await().untilAsserted(() -> assertThat(store.absence()).isNull());
  }

  /** Until all that came has been tried: drops nothing, behind that and on the same thread. */
  private void awaitLookAtWhatCame() throws Exception {
    assertThat(store.dropBefore(0).get()).isZero();
  }

  @Test
  void aNewerVersionTakesTheLogOverWhileTheOldOneIsThere() {
    fixture.backends.add("disk", "1.1.0", new MappedBackend());
    awaitVersion("1.1.0");

    append(store, "T", 0, "b");
    assertThat(fixture.backends.remove(disk)).as("nothing of the old version is held").isTrue();
    assertThat(version()).isEqualTo("1.1.0");
    append(store, "T", 0, "c");
    assertThat(bodies(store, "T", 0)).containsExactly("before", "a", "b", "c");
    await().untilAsserted(() -> assertThat(returns).hasValue(1));
  }

  @Test
  void aLogWhoseBackendLeavesIsAwayUntilAnotherOneCame() throws Exception {
    Appended durable = append(store, "T", 0, "b");
    CountDownLatch told = new CountDownLatch(1);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    store.whenDurable(
        durable.endPosition(),
        Durability.ON_DISK,
        (position, reason) -> {
          failure.set(reason);
          told.countDown();
        });

    assertThat(fixture.backends.remove(disk)).as("given back in time").isTrue();

    told.await();
    assertThat(failure.get()).isNull();
    await().untilAsserted(() -> assertThat(store.absence()).contains("'disk' is not there"));
    assertThat(tryAppend("refused")).isEqualTo(AppendStatus.AWAY);
    assertThat(store.refusal()).contains("deploy the bundle");
    assertThat(store.awaitReturn(10)).isFalse();
    assertThat(store.endPosition()).isEqualTo(durable.endPosition());
    assertThat(store.durablePosition()).isEqualTo(durable.endPosition());
    PullBatch batch = new PullBatch();
    LogicalQueue queue = store.queue("T", 0);
    assertThat(store.pull(queue, 1, 32, 1 << 20, EntryFilter.ALL, batch))
        .isEqualTo(PullStatus.AWAY);
    assertThat(batch.failure()).contains("'disk'");
    assertThat(store.pull(queue, 0, 1, 1 << 20, EntryFilter.ALL, batch))
        .isEqualTo(PullStatus.FOUND);
    assertThat(bodies(batch)).containsExactly("before");
    batch.release();
    assertThat(store.pull(queue, 3, 1, 1 << 20, EntryFilter.ALL, batch))
        .isEqualTo(PullStatus.OFFSET_AT_END);
    Appended settled = durable;
    AtomicReference<Throwable> still = new AtomicReference<>(new IOException("not told"));
    store.whenDurable(
        settled.endPosition(), Durability.ON_DISK, (position, reason) -> still.set(reason));
    assertThat(still.get()).as("what was on disk stays on disk").isNull();
    assertThat(store.spans().get(1).state()).isEqualTo("away");

    fixture.backends.add("disk", "0.9.0", new MappedBackend());

    assertThat(store.awaitReturn(10_000)).isTrue();
    assertThat(append(store, "T", 0, "c").queueOffset()).isEqualTo(3);
    assertThat(bodies(store, "T", 0)).containsExactly("before", "a", "b", "c");
    assertThat(version()).isEqualTo("0.9.0");
    await().untilAsserted(() -> assertThat(returns).hasValue(1));
  }

  @Test
  void aLogWhoseBackendHasGoneGoesOnInAnotherOne() throws Exception {
    append(store, "T", 0, "b");
    assertThat(fixture.backends.remove(disk)).isTrue();
    await().untilAsserted(() -> assertThat(store.absence()).contains("mq:store-switch"));

    store.switchTo("mapped", Durability.ON_DISK, false).get();

    assertThat(store.absence()).isNull();
    assertThat(append(store, "T", 0, "c").queueOffset()).isEqualTo(3);
    LogicalQueue queue = store.queue("T", 0);
    PullBatch batch = new PullBatch();
    assertThat(store.pull(queue, 1, 32, 1 << 20, EntryFilter.ALL, batch))
        .as("not passed over")
        .isIn(PullStatus.AWAY, PullStatus.UNREADABLE);
    assertThat(batch.failure()).contains("'disk'").contains("deploy the bundle");
    assertThat(store.pull(queue, 3, 32, 1 << 20, EntryFilter.ALL, batch))
        .isEqualTo(PullStatus.FOUND);
    assertThat(bodies(batch)).containsExactly("c");
    batch.release();
    assertThat(store.spans().get(1).state()).isEqualTo("unreadable");

    store.close();
    store = fixture.open(root);
    append(store, "T", 0, "d");
    assertThat(store.spans().get(1).state()).as("after a restart").isEqualTo("unreadable");
    fixture.backends.add("disk", "1.0.0", new MappedBackend());
    await().untilAsserted(() -> assertThat(store.spans().get(1).state()).isEqualTo("sealed"));
    assertThat(bodies(store, "T", 0)).containsExactly("before", "a", "b", "c", "d");
  }

  @Test
  void aSwitchThatFailsLeavesALogAwayThatWasAway() throws Exception {
    assertThat(fixture.backends.remove(disk)).isTrue();
    await().untilAsserted(() -> assertThat(store.absence()).contains("'disk'"));
    fixture.backends.add(
        "broken",
        "1.0.0",
        context -> {
          throw new IOException("made for another planet");
        });
    assertThatThrownBy(() -> store.switchTo("broken", Durability.ACCEPTED, false).get())
        .hasMessageContaining("not switched")
        .hasMessageContaining("made for another planet");
    assertThat(tryAppend("refused")).isEqualTo(AppendStatus.AWAY);
    assertThat(store.absence()).contains("'disk' is not there");
    disk = fixture.backends.add("disk", "1.0.0", new MappedBackend());
    assertThat(store.awaitReturn(10_000)).isTrue();
    append(store, "T", 0, "b");
    assertThat(bodies(store, "T", 0)).containsExactly("before", "a", "b");
  }

  @Test
  void aLogThatWasNotClosedWellIsNotLeft() throws Exception {
    MappedBackend real = new MappedBackend();
    StorageBackend careless =
        fixture.backends.add(
            "careless",
            "1.0.0",
            new StorageBackend() {
              @Override
              public MessageLog open(SpanContext context) throws IOException {
                MessageLog log = real.open(context);
                return (MessageLog)
                    Proxy.newProxyInstance(
                        MessageLog.class.getClassLoader(),
                        new Class<?>[] {MessageLog.class},
                        (proxy, method, arguments) -> {
                          Object result = method.invoke(log, arguments);
                          if (method.getName().equals("close")) {
                            throw new IOException("the disk does not answer");
                          }
                          return result;
                        });
              }
            });
    store.switchTo("careless", Durability.ACCEPTED, false).get();
    append(store, "T", 0, "b");
    assertThat(fixture.backends.remove(careless)).isTrue();
    await().untilAsserted(() -> assertThat(store.absence()).contains("'careless'"));
    assertThat(store.absence()).doesNotContain("mq:store-switch");
    assertThatThrownBy(() -> store.switchTo("mapped", Durability.ACCEPTED, false).get())
        .hasMessageContaining("not switched")
        .hasMessageContaining("is away");
  }

  @Test
  void anOlderVersionStandsInWhenTheNewerOneLeaves() {
    fixture.backends.add("disk", "0.9.0", new MappedBackend());
    assertThat(version()).isEqualTo("1.0.0");
    assertThat(fixture.backends.remove(disk)).isTrue();
    awaitVersion("0.9.0");
    append(store, "T", 0, "b");
    assertThat(bodies(store, "T", 0)).containsExactly("before", "a", "b");
  }

  @Test
  void aVersionThatCannotOpenTheLogIsPassedOver() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    StorageBackend broken =
        fixture.backends.add(
            "disk",
            "1.1.0",
            context -> {
              asked.incrementAndGet();
              throw new IllegalStateException("made for another planet");
            });
    awaitLookAtWhatCame();
    assertThat(asked).hasPositiveValue();
    assertThat(version()).isEqualTo("1.0.0");
    append(store, "T", 0, "b");
    assertThat(store.spans().get(1).detail()).contains("another version is there");
    int once = asked.get();
    fixture.backends.add("other", "1.0.0", new MemoryBackend());
    assertThat(fixture.backends.remove(broken)).isTrue();
    assertThat(asked.get()).as("tried again with every arrival only").isLessThanOrEqualTo(once + 1);

    fixture.backends.add("disk", "1.2.0", new MappedBackend());
    awaitVersion("1.2.0");
    append(store, "T", 0, "c");
    assertThat(bodies(store, "T", 0)).containsExactly("before", "a", "b", "c");
  }

  /** A backend whose logs open and read, and append only while they are able to. */
  private static StorageBackend appending(AtomicBoolean able, AtomicInteger opened) {
    MappedBackend real = new MappedBackend();
    return context -> {
      opened.incrementAndGet();
      MessageLog log = real.open(context);
      return (MessageLog)
          Proxy.newProxyInstance(
              MessageLog.class.getClassLoader(),
              new Class<?>[] {MessageLog.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("append") && !able.get()) {
                  throw new IOException("made for another disk");
                }
                try {
                  return method.invoke(log, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    };
  }

  @Test
  void aVersionThatTakesNoMessagesGivesTheLogBackToTheOneBefore() {
    append(store, "T", 0, "b");
    AtomicInteger opened = new AtomicInteger();
    fixture.backends.add("disk", "1.1.0", appending(new AtomicBoolean(), opened));
    awaitVersion("1.1.0");

    for (int i = 0; i < 3; i++) {
      assertThat(tryAppend("refused")).isEqualTo(AppendStatus.NOT_WRITABLE);
    }
    awaitVersion("1.0.0");
    await().untilAsserted(() -> assertThat(store.absence()).isNull());

    assertThat(append(store, "T", 0, "c").queueOffset()).isEqualTo(3);
    assertThat(bodies(store, "T", 0)).containsExactly("before", "a", "b", "c");
    assertThat(store.refusal()).isNull();
    assertThat(fixture.backends.aside("disk")).containsOnlyKeys("1.1.0");
    assertThat(fixture.backends.aside("disk").get("1.1.0"))
        .contains("3 appends failed", "made for another disk");
    assertThat(opened).as("not tried again by itself").hasValue(1);
    await("what failed is given back").until(() -> fixture.backends.leases() == 2);

    AtomicBoolean well = new AtomicBoolean(true);
    fixture.backends.add("disk", "1.2.0", appending(well, opened));
    awaitVersion("1.2.0");
    append(store, "T", 0, "d");
    assertThat(bodies(store, "T", 0)).containsExactly("before", "a", "b", "c", "d");
  }

  @Test
  void aVersionThatFailsAloneGoesOnWhenItCan() {
    AtomicBoolean able = new AtomicBoolean(true);
    AtomicInteger opened = new AtomicInteger();
    fixture.backends.add("disk", "1.1.0", appending(able, opened));
    awaitVersion("1.1.0");
    assertThat(fixture.backends.remove(disk)).isTrue();
    append(store, "T", 0, "b");
    able.set(false);
    for (int i = 0; i < 10; i++) {
      assertThat(tryAppend("refused")).isEqualTo(AppendStatus.NOT_WRITABLE);
    }
    assertThat(store.refusal()).contains("made for another disk");
    able.set(true);
    append(store, "T", 0, "c");
    assertThat(bodies(store, "T", 0)).containsExactly("before", "a", "b", "c");
    assertThat(opened).as("nobody else is there: it is left open").hasValue(1);
    assertThat(fixture.backends.aside("disk")).isEmpty();
  }

  /** Opens logs in memory that are empty, and counts them. */
  private static StorageBackend forgetful(Durability says, AtomicInteger asked) {
    MemoryBackend memory = new MemoryBackend();
    return new StorageBackend() {
      @Override
      public MessageLog open(SpanContext context) throws IOException {
        asked.incrementAndGet();
        return memory.open(context);
      }

      @Override
      public Durability durability() {
        return says;
      }
    };
  }

  private void isPassedOver(StorageBackend forgetful, AtomicInteger asked) throws Exception {
    fixture.backends.add("disk", "1.1.0", forgetful);
    awaitLookAtWhatCame();
    assertThat(version()).isEqualTo("1.0.0");
    append(store, "T", 0, "b");
    assertThat(bodies(store, "T", 0)).containsExactly("before", "a", "b");
    assertThat(asked.get()).as("tried when seen, or told of, or both").isBetween(1, 2);
    await("what was opened in vain is given back").until(() -> fixture.backends.leases() == 2);
  }

  @Test
  void aVersionThatKeepsLessIsPassedOver() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    isPassedOver(forgetful(Durability.ACCEPTED, asked), asked);

    store.close();
    store = fixture.open(root);
    assertThat(version()).as("after a restart").isEqualTo("1.0.0");
    assertThat(bodies(store, "T", 0)).containsExactly("before", "a", "b");
  }

  @Test
  void aVersionThatDoesNotFindTheMessagesIsPassedOver() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    isPassedOver(forgetful(Durability.ON_DISK, asked), asked);
  }

  @Test
  void aVersionThatHangsIsPassedOver() throws Exception {
    CountDownLatch opening = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    MappedBackend late = new MappedBackend();
    fixture.backends.add(
        "disk",
        "1.1.0",
        context -> {
          opening.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          return late.open(context);
        });
    opening.await();
    awaitLookAtWhatCame();
    assertThat(version()).isEqualTo("1.0.0");
    append(store, "T", 0, "b");
    goOn.countDown();
    await("what came too late is given back").until(() -> fixture.backends.leases() == 2);
    append(store, "T", 0, "c");
    assertThat(bodies(store, "T", 0)).containsExactly("before", "a", "b", "c");
  }

  @Test
  void whereNothingWorksTheReasonIsShownUntilSomethingDoes() {
    assertThat(fixture.backends.remove(disk)).isTrue();
    AtomicBoolean works = new AtomicBoolean();
    MappedBackend good = new MappedBackend();
    fixture.backends.add(
        "disk",
        "2.0.0",
        context -> {
          if (!works.get()) {
            throw new IOException("the cable is not plugged in");
          }
          return good.open(context);
        });
    await()
        .untilAsserted(() -> assertThat(store.absence()).contains("the cable is not plugged in"));
    assertThat(tryAppend("refused")).isEqualTo(AppendStatus.AWAY);
    works.set(true);
    awaitVersion("2.0.0");
    append(store, "T", 0, "b");
    assertThat(bodies(store, "T", 0)).containsExactly("before", "a", "b");
  }

  @Test
  void whatIsInMemoryOutlivesItsBackend() throws Exception {
    StorageBackend memory = fixture.backends.add("ram", "1.0.0", new MemoryBackend());
    store.switchTo("ram", Durability.ACCEPTED, false).get();
    List<String> sent = new ArrayList<>(List.of("before", "a"));
    for (int i = 0; i < 500; i++) {
      sent.add("m" + i + "-" + "b".repeat(9_000));
      append(store, "T", 0, sent.get(sent.size() - 1));
    }
    assertThat(fixture.backends.remove(memory)).isTrue();
    assertThat(tryAppend("refused")).isEqualTo(AppendStatus.AWAY);
    memory = fixture.backends.add("ram", "1.0.1", new MemoryBackend());
    assertThat(store.awaitReturn(10_000)).isTrue();
    sent.add("c");
    append(store, "T", 0, "c");
    assertThat(bodies(store, "T", 0)).isEqualTo(sent);

    store.switchTo("mapped", Durability.ACCEPTED, false).get();
    assertThat(fixture.backends.remove(memory)).isTrue();
    await().untilAsserted(() -> assertThat(store.spans().get(2).state()).isEqualTo("unreadable"));
    append(store, "T", 0, "d");
    sent.add("d");
    fixture.backends.add("ram", "1.0.2", new MemoryBackend());
    await().untilAsserted(() -> assertThat(store.spans().get(2).state()).isEqualTo("sealed"));
    assertThat(bodies(store, "T", 0)).isEqualTo(sent);
  }

  @Test
  void aStoreIsClosedWhileItsLogIsAway() throws Exception {
    append(store, "T", 0, "b");
    assertThat(fixture.backends.remove(disk)).isTrue();
    await().untilAsserted(() -> assertThat(store.absence()).isNotNull());
    store.close();
    assertThat(root.resolve("abort")).as("the stop was a clean one").doesNotExist();
    fixture.backends.add("disk", "1.0.0", new MappedBackend());
    store = fixture.open(root);
    assertThat(bodies(store, "T", 0)).containsExactly("before", "a", "b");
  }

  @Test
  void nothingIsLostOrStoredTwiceUnderLoad() throws Exception {
    int writers = 3;
    AtomicBoolean stop = new AtomicBoolean();
    List<Thread> threads = new ArrayList<>();
    List<List<String>> sent = new ArrayList<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    for (int writer = 0; writer < writers; writer++) {
      List<String> own = new ArrayList<>();
      sent.add(own);
      int queueId = writer;
      Thread thread =
          new Thread(
              () -> {
                try {
                  write(queueId, own, stop);
                } catch (Throwable e) {
                  failure.set(e);
                }
              });
      threads.add(thread);
      thread.start();
    }

    String[] cycle = {"memory", "disk", "mapped"};
    for (int round = 0; round < 12; round++) {
      StorageBackend next = fixture.backends.add("disk", "1.0." + (round + 1), new MappedBackend());
      assertThat(fixture.backends.remove(disk)).as("round %s", round).isTrue();
      disk = next;
      store.switchTo(cycle[round % 3], Durability.ACCEPTED, false).get();
      if (round % 4 == 3) {
        assertThat(fixture.backends.remove(disk)).isTrue();
        disk = fixture.backends.add("disk", "1.0." + (round + 1), new MappedBackend());
      }
    }
    stop.set(true);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(failure.get()).as("failure of a writer").isNull();
    await("every span is there")
        .untilAsserted(
            () -> assertThat(store.spans()).noneMatch(span -> span.state().equals("unreadable")));
    for (int writer = 0; writer < writers; writer++) {
      assertThat(sent.get(writer)).isNotEmpty();
      assertThat(bodies(store, "L", writer)).isEqualTo(sent.get(writer));
    }
  }

  private void write(int queueId, List<String> sent, AtomicBoolean stop) throws Exception {
    LogicalQueue queue = store.openQueue("L", queueId);
    Appended result = new Appended();
    int number = 0;
    while (!stop.get()) {
      String body = queueId + "-" + number + "-" + "b".repeat(number % 1_000);
      AppendStatus status = store.append(queue, draft(body), result);
      if (status == AppendStatus.AWAY) {
        store.awaitReturn(10_000);
      } else {
        assertThat(status).as("append: %s", store.refusal()).isEqualTo(AppendStatus.OK);
        assertThat(result.queueOffset()).isEqualTo(number);
        sent.add(body);
        number++;
        LockSupport.parkNanos(50_000);
      }
    }
  }
}
