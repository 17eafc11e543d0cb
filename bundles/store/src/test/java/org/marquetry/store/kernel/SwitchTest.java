/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.marquetry.store.kernel.StoreFixture.append;
import static org.marquetry.store.kernel.StoreFixture.bodies;
import static org.marquetry.store.kernel.StoreFixture.draft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.admin.StoreAdmin;
import org.marquetry.admin.StoreAdmin.Switched;
import org.marquetry.store.Durability;
import org.marquetry.store.LogView;
import org.marquetry.store.StorageBackend;
import org.marquetry.store.memory.MemoryBackend;

/** Going over to another storage backend while the store is in use. */
@Timeout(60)
class SwitchTest {

  @TempDir private Path root;
  private final StoreFixture fixture = new StoreFixture();
  private MessageStore store;

  @BeforeEach
  void open() throws StoreException {
    store = fixture.open(root);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Switched switchTo(String backend) throws Exception {
    return store.switchTo(backend, Durability.ACCEPTED, false).get();
  }

  private String refusal(String backend, Durability promised, boolean force) {
    AtomicReference<Throwable> cause = new AtomicReference<>();
    assertThatThrownBy(() -> store.switchTo(backend, promised, force).get())
        .isInstanceOf(ExecutionException.class)
        .satisfies(e -> cause.set(e.getCause()));
    assertThat(cause.get()).isInstanceOf(IOException.class);
    return cause.get().getMessage();
  }

  private List<String> spans() {
    return store.spans().stream().map(span -> span.backend() + " " + span.state()).toList();
  }

  @Test
  void positionsAndQueueOffsetsGoOnUnbroken() throws Exception {
    List<String> sent = new ArrayList<>();
    List<Appended> places = new ArrayList<>();
    String[] backends = {"memory", "mapped", "memory", "mapped"};
    for (int round = 0; round <= backends.length; round++) {
      for (int i = 0; i < 50; i++) {
        String body = round + "-" + i + "-" + "b".repeat(i * 1000);
        places.add(
            append(store, "T", 0, draft(body.getBytes(UTF_8), Map.of("KEYS", "k" + sent.size()))));
        sent.add(body);
      }
      if (round < backends.length) {
        long end = store.endPosition();
        Switched switched = switchTo(backends[round]);
        assertThat(switched.to()).isEqualTo(backends[round]);
        assertThat(switched.sealedAt()).isEqualTo(end);
        assertThat(switched.start()).isGreaterThanOrEqualTo(end).isLessThan(end + 4097);
        assertThat(switched.start() % 4096).isZero();
      }
    }

    for (int i = 0; i < places.size(); i++) {
      assertThat(places.get(i).queueOffset()).isEqualTo(i);
      LogView view = store.record(places.get(i).position());
      assertThat(view).as("record %s by its position", i).isNotNull();
      assertThat(StoreFixture.text(StoreFixture.records(view).get(0))).isEqualTo(sent.get(i));
      view.release();
      List<LogView> found = store.query("T", "k" + i, 10, 0, Long.MAX_VALUE);
      assertThat(found).as("message %s by its key", i).hasSize(1);
      found.forEach(LogView::release);
    }
    assertThat(bodies(store, "T", 0)).isEqualTo(sent);
    assertThat(spans())
        .containsExactly(
            "mapped sealed", "memory sealed", "mapped sealed", "memory sealed", "mapped written");
    assertThat(store.offsetByTime(store.queue("T", 0), 0, false)).isZero();
    await("what was written is given back once it is opened as what is sealed")
        .until(() -> fixture.backends.leases() == 5);
  }

  @Test
  void aSpanMayStayEmpty() throws Exception {
    switchTo("memory");
    switchTo("mapped");
    switchTo("memory");
    append(store, "T", 0, "a");
    switchTo("mapped");
    switchTo("memory");
    assertThat(bodies(store, "T", 0)).containsExactly("a");
    store.close();

    store = fixture.open(root);
    assertThat(append(store, "T", 0, "b").queueOffset()).isEqualTo(1);
    assertThat(bodies(store, "T", 0)).containsExactly("b");
  }

  @Test
  void whoWaitsForTheDiskIsToldTheTruth() throws Exception {
    Appended onDisk = append(store, "T", 0, "a");
    switchTo("memory");
    Appended inMemory = append(store, "T", 0, "b");

    assertThat(durable(onDisk.endPosition())).isNull();
    assertThat(durable(inMemory.endPosition())).hasMessageContaining("never has a message on disk");
    assertThat(store.durablePosition()).isLessThanOrEqualTo(inMemory.position());
    assertThat(store.lasting()).isFalse();
    switchTo("mapped");
    assertThat(store.lasting()).isTrue();
    assertThat(durable(inMemory.endPosition())).hasMessageContaining("never has a message on disk");
    assertThat(durable(append(store, "T", 0, "c").endPosition())).isNull();
  }

  private Throwable durable(long position) throws InterruptedException {
    CountDownLatch told = new CountDownLatch(1);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    store.whenDurable(
        position,
        Durability.ON_DISK,
        (settled, reason) -> {
          failure.set(reason);
          told.countDown();
        });
    told.await();
    return failure.get();
  }

  @Test
  void aPromiseIsNotBrokenUnlessForced() throws Exception {
    append(store, "T", 0, "a");

    assertThat(refusal("memory", Durability.ON_DISK, false))
        .contains("flushDiskType=SYNC_FLUSH")
        .contains("every message in it would be lost")
        .contains("--force");
    assertThat(spans()).containsExactly("mapped written");

    store.switchTo("memory", Durability.ON_DISK, true).get();
    assertThat(spans()).containsExactly("mapped sealed", "memory written");
    store.switchTo("mapped", Durability.ON_DISK, false).get();
  }

  @Test
  void whatCannotBeIsRefusedWithItsReasonAndTheLogGoesOn() throws Exception {
    append(store, "T", 0, "a");

    assertThat(refusal("nothing", Durability.ACCEPTED, false))
        .contains("no plugin offers the storage backend 'nothing'")
        .contains("mq:plugins");
    assertThat(refusal("mapped", Durability.ACCEPTED, true))
        .contains("written by 'mapped' already");
    fixture.backends.add(
        "broken",
        "1.0.0",
        context -> {
          throw new IOException("the tape is not mounted");
        });
    assertThat(refusal("broken", Durability.ACCEPTED, false))
        .contains("the tape is not mounted")
        .contains("the log goes on with 'mapped'");
    fixture.backends.add(
        "worse",
        "1.0.0",
        context -> {
          throw new NoClassDefFoundError("gone");
        });
    assertThat(refusal("worse", Durability.ACCEPTED, false)).contains("NoClassDefFoundError: gone");

    assertThat(append(store, "T", 0, "b").queueOffset()).isEqualTo(1);
    assertThat(bodies(store, "T", 0)).containsExactly("a", "b");
    assertThat(Files.readString(root.resolve("config/spans.json"))).doesNotContain("switch");
    assertThat(root.resolve("spans"))
        .satisfiesAnyOf(
            path -> assertThat(path).doesNotExist(), path -> assertThat(path).isEmptyDirectory());
    assertThat(fixture.backends.leases()).isEqualTo(1);
  }

  @Test
  void aBackendThatHangsIsGivenUpOn() throws Exception {
    append(store, "T", 0, "a");
    CountDownLatch never = new CountDownLatch(1);
    MemoryBackend late = new MemoryBackend();
    fixture.backends.add(
        "slow",
        "1.0.0",
        context -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return late.open(context);
        });

    assertThat(refusal("slow", Durability.ACCEPTED, false)).contains("did not come back within");

    assertThat(append(store, "T", 0, "b").queueOffset()).isEqualTo(1);
    never.countDown();
    await("what came too late is given back").until(() -> fixture.backends.leases() == 1);
  }

  @Test
  void aSealedSpanInMemoryTakesNoMoreThanItsMessages() throws Exception {
    switchTo("memory");
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      sent.add(i + "b".repeat(i * 1_000));
      append(store, "T", 0, sent.get(i));
    }
    LogView reader = store.record(store.queue("T", 0).position(19));
    switchTo("mapped");
    switchTo("memory");
    switchTo("mapped");

    StoreAdmin.Span sealed = store.spans().get(1);
    assertThat(sealed.bytes()).isEqualTo(sealed.end() - sealed.start());
    assertThat(store.spans().get(3).bytes()).as("of an empty span").isZero();
    assertThat(StoreFixture.text(StoreFixture.records(reader).get(0))).isEqualTo(sent.get(19));
    reader.release();
    assertThat(bodies(store, "T", 0)).isEqualTo(sent);
  }

  @Test
  void oneSwitchAtATime() throws Exception {
    CountDownLatch opening = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    StorageBackend memory = new MemoryBackend();
    fixture.backends.add(
        "slow",
        "1.0.0",
        context -> {
          opening.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          return memory.open(context);
        });
    var first = store.switchTo("slow", Durability.ACCEPTED, false);
    opening.await();

    assertThat(refusal("memory", Durability.ACCEPTED, false)).contains("a switch is under way");
    Appended result = new Appended();
    assertThat(store.append(store.openQueue("T", 0), draft("held"), result))
        .isEqualTo(AppendStatus.AWAY);
    assertThat(store.absence()).contains("goes over to the storage backend 'slow'");

    goOn.countDown();
    first.get();
    assertThat(store.awaitReturn(10_000)).isTrue();
    append(store, "T", 0, "a");
    switchTo("memory");
  }

  @Test
  void aFullDiskKeepsOnlyTheDiskFromBeingTaken() throws Exception {
    store.close();
    store =
        fixture.open(
            SmallStore.in(root.resolve("full"))
                .backend("memory")
                .diskFullRatio(0.000001)
                .settings());

    assertThat(refusal("mapped", Durability.ACCEPTED, true)).contains("% full");
    assertThat(spans()).containsExactly("memory written");
  }

  @Test
  void spansAreDroppedFromTheFront() throws Exception {
    append(store, "T", 0, "a");
    Switched toMemory = switchTo("memory");
    Appended second = append(store, "T", 0, "b");
    LogView held = store.record(second.position());
    Switched toMapped = switchTo("mapped");
    append(store, "T", 0, "c");

    assertThat(store.dropBefore(toMemory.sealedAt() - 1).get()).isZero();
    assertThat(store.dropBefore(toMemory.start()).get()).isEqualTo(toMemory.start());
    assertThat(root.resolve("commitlog")).doesNotExist();
    assertThat(bodies(store, "T", 0)).containsExactly("b", "c");
    assertThat(store.queue("T", 0).minOffset()).isEqualTo(1);

    assertThat(store.dropBefore(Long.MAX_VALUE).get()).isEqualTo(toMapped.start());
    assertThat(spans()).containsExactly("mapped written");
    assertThat(StoreFixture.text(StoreFixture.records(held).get(0))).isEqualTo("b");
    held.release();
    store.close();
    store = fixture.open(root);
    assertThat(bodies(store, "T", 0)).containsExactly("c");
  }

  @Test
  void pullsThatHoldViewsSeeNothingOfASwitch() throws Exception {
    for (int i = 0; i < 100; i++) {
      append(store, "T", 0, "m" + i);
    }
    PullBatch batch = new PullBatch();
    LogicalQueue queue = store.queue("T", 0);
    assertThat(store.pull(queue, 0, 100, 1 << 20, EntryFilter.ALL, batch))
        .isEqualTo(PullStatus.FOUND);
    List<String> before = bodies(batch);
    switchTo("memory");
    switchTo("mapped");

    assertThat(bodies(batch)).isEqualTo(before).hasSize(100);
    batch.release();
    store.close();
    assertThat(spansFile()).contains("\"lost\":true").doesNotContain("\"switch\"");
  }

  private String spansFile() throws Exception {
    fixture.open(root).close();
    return Files.readString(root.resolve("config/spans.json"));
  }

  @Test
  void figuresOfASpanAreForPeople() throws Exception {
    append(store, "T", 0, "a");
    Switched switched = switchTo("memory");
    append(store, "T", 0, "b");

    List<StoreAdmin.Span> spans = store.spans();
    assertThat(spans.get(0))
        .returns(0L, StoreAdmin.Span::start)
        .returns(switched.sealedAt(), StoreAdmin.Span::end)
        .returns("1.0.0", StoreAdmin.Span::version)
        .returns("commitlog", StoreAdmin.Span::directory)
        .returns(true, StoreAdmin.Span::lasting)
        .returns(switched.sealedAt(), StoreAdmin.Span::bytes)
        .returns("", StoreAdmin.Span::detail);
    assertThat(spans.get(1))
        .returns(switched.start(), StoreAdmin.Span::start)
        .returns(store.endPosition(), StoreAdmin.Span::end)
        .returns("spans/00000000000000004096-memory", StoreAdmin.Span::directory)
        .returns(false, StoreAdmin.Span::lasting)
        .returns(1L << 20, StoreAdmin.Span::bytes)
        .returns("lost with the end of the process", StoreAdmin.Span::detail);
  }
}
