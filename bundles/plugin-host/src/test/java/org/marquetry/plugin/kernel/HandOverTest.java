/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.marquetry.plugin.kernel.Bench.origin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.marquetry.plugin.Gap;
import org.marquetry.plugin.Lease;
import org.marquetry.plugin.PluginCall;
import org.marquetry.plugin.PluginOutcome;

/** Calls that wait or are under way while versions come and go. */
class HandOverTest {

  private final Bench bench = new Bench();
  private final ProviderTable<Supplier<String>> words =
      new ProviderTable<>("word", bench.platform());
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final Supplier<String> old = this::slow;

  @Test
  void aCallUnderWayEndsWhereItBeganWhatWaitsGoesToTheNewVersionAtOnce() throws Exception {
    words.add(origin("w", "1.0.0"), old);
    Said<String> running = begin();
    Said<String> waiting = new Said<>();
    words.call("w", keyOfTheSameLane(), (word, made) -> word.get(), waiting);

    words.add(origin("w", "2.0.0"), () -> "new");

    assertThat(waiting.result()).isEqualTo("new");
    assertThat(running.isTold()).isFalse();
    go.countDown();
    assertThat(running.result()).isEqualTo("old");
  }

  @Test
  void callsOfAKeyStayInOrderWhenItsVersionChanges() throws Exception {
    words.add(origin("w", "1.0.0"), old);
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    words.call("w", "key", (word, made) -> order.add("1 " + word.get()), new Said<>());
    begun.await();
    words.call("w", "key", (word, made) -> order.add("2 " + word.get()), new Said<>());
    words.add(origin("w", "2.0.0"), () -> "new");
    words.call("w", "key", (word, made) -> order.add("3 " + word.get()), new Said<>());
    Said<String> other = new Said<>();
    words.call("w", keyOfTheSameLane(), (word, made) -> word.get(), other);

    assertThat(other.result()).as("is not held up").isEqualTo("new");
    assertThat(order).isEmpty();
    go.countDown();
    await().until(() -> order.size() == 3);
    assertThat(order).containsExactly("1 old", "2 new", "3 new");
  }

  @Test
  void whatWaitsBehindACallThatIsGivenUpOnGoesOn() throws Exception {
    words.add(origin("w", "1.0.0"), old);
    Said<String> running = begin();
    words.add(origin("w", "2.0.0"), () -> "new");
    Said<String> next = new Said<>();
    words.call("w", "key", (word, made) -> word.get(), next);

    bench.passUntil(running::isTold);

    assertThat(running.gap().cause()).isEqualTo(Gap.Cause.OVERRUN);
    assertThat(next.result()).isEqualTo("new");
    go.countDown();
  }

  @Test
  void whatWaitsForTheLastVersionIsAGapWhenThatGoes() throws Exception {
    words.add(origin("w", "1.0.0"), old);
    Said<String> running = begin();
    Said<String> waiting = new Said<>();
    words.call("w", "key", (word, made) -> word.get(), waiting);

    CompletableFuture<Boolean> removal = CompletableFuture.supplyAsync(() -> words.remove(old));

    assertThat(waiting.gap().cause()).isEqualTo(Gap.Cause.ABSENT);
    assertThat(words.inventory()).extracting(plugin -> plugin.state()).containsExactly("draining");
    assertThat(removal).isNotDone();
    go.countDown();
    assertThat(running.result()).isEqualTo("old");
    assertThat(removal.join()).isTrue();
    assertThat(words.inventory()).isEmpty();
  }

  @Test
  void otherPropertiesOfAProviderHoldNobodyUp() {
    Supplier<String> word = () -> "x";
    Origin before = origin("w", "1.0.0");
    words.add(before, word);
    Lease<Supplier<String>> lease = words.lease("w");
    Origin after =
        new Origin("w", before.version(), 7, before.id(), before.bundle(), Map.of("k", "v"));

    assertThat(words.change(after, word)).isTrue();

    assertThat(lease.leaving()).isFalse();
    assertThat(words.offers().get(0).properties()).containsEntry("k", "v");
    assertThat(words.change(origin("other", "1.0.0"), word)).isFalse();
    assertThat(words.change(after, () -> "not there")).isFalse();
  }

  @Test
  void anotherRankingThatBringsAnotherProviderInUseIsToldAsASwap() {
    Supplier<String> first = () -> "1";
    Supplier<String> second = () -> "2";
    Origin one = origin("w", "1.0.0");
    words.add(one, first);
    words.add(new Origin("w", one.version(), 0, one.id() + 1, one.bundle()), second);
    List<String> arrived = new ArrayList<>();
    words.onArrival(arrived::add);
    arrived.clear();
    Lease<Supplier<String>> lease = words.lease("w");

    words.change(
        new Origin("w", one.version(), 7, one.id() + 1, one.bundle(), Map.of("k", "v")), second);

    assertThat(lease.superseded()).isTrue();
    assertThat(lease.leaving()).isFalse();
    assertThat(arrived).containsExactly("w");
    assertThat(bench.events()).anyMatch(event -> event.what() == PluginEvent.What.SWAPPED);
    Said<String> said = new Said<>();
    words.call("w", "key", (word, made) -> word.get(), said);
    assertThat(said.result()).isEqualTo("2");
  }

  @Test
  void thePluginsLoaderIsTheThreadsWhileItsCodeRunsAndNoLonger() {
    ClassLoader own = new ClassLoader(null) {};
    words.add(
        origin("w", "1.0.0"),
        () -> String.valueOf(Thread.currentThread().getContextClassLoader() == own),
        own,
        -1);
    CompletableFuture<ClassLoader> outside = new CompletableFuture<>();
    Said<String> said = new Said<>();
    words.call("w", "key", (word, made) -> word.get(), said);
    words.call(
        "w",
        "key",
        (word, made) -> word.get(),
        new PluginOutcome<String>() {
          @Override
          public void result(String result) {
            outside.complete(Thread.currentThread().getContextClassLoader());
          }

          @Override
          public void gap(Gap gap) {
            outside.completeExceptionally(new AssertionError(gap.reason()));
          }
        });

    assertThat(said.result()).isEqualTo("true");
    assertThat(outside.join()).isNotSameAs(own);
  }

  @Test
  void thePauseOfASwapIsToldAndIsTheTimeWithoutAnyVersion() {
    Supplier<String> first = () -> "1";
    words.add(origin("w", "1.0.0"), first);
    words.remove(first);
    bench.pass(30);
    words.add(origin("w", "1.1.0"), () -> "2");

    assertThat(bench.events())
        .extracting(event -> event.what().word(), PluginEvent::pauseNanos)
        .containsExactly(tuple("came", -1L), tuple("went", -1L), tuple("came", 30_000_000L));
  }

  @Test
  void noCallIsLostDoubledOrOvertakenWhileVersionsComeAndGo() {
    int keys = 7;
    int calls = 20_000;
    AtomicBoolean stop = new AtomicBoolean();
    Supplier<String> base = () -> "0";
    words.add(origin("w", "0.0.1"), base);
    CompletableFuture<Void> swaps =
        CompletableFuture.runAsync(
            () -> {
              for (int version = 1; !stop.get(); version++) {
                String text = "1.0." + version;
                Supplier<String> next = () -> text;
                words.add(origin("w", text), next);
                assertThat(words.remove(next)).isTrue();
              }
            });
    List<List<Integer>> seen = IntStream.range(0, keys).mapToObj(i -> numbers()).toList();
    AtomicInteger told = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    AtomicInteger gaps = new AtomicInteger();
    for (int i = 0; i < calls; i++) {
      int number = i;
      while (i - told.get() > 500) {
        Thread.onSpinWait();
      }
      words.call(
          "w",
          i % keys,
          new PluginCall<Supplier<String>, String>() {
            @Override
            public String run(Supplier<String> plugin, Products made) {
              seen.get(number % keys).add(number);
              return plugin.get();
            }

            @Override
            public void ended() {
              ended.incrementAndGet();
            }
          },
          new PluginOutcome<String>() {
            @Override
            public void result(String result) {
              told.incrementAndGet();
            }

            @Override
            public void gap(Gap gap) {
              told.incrementAndGet();
              gaps.incrementAndGet();
            }
          });
    }
    await().until(() -> ended.get() >= calls);
    stop.set(true);
    swaps.join();

    assertThat(told).hasValue(calls);
    assertThat(ended).hasValue(calls);
    assertThat(gaps).hasValue(0);
    for (int key = 0; key < keys; key++) {
      int first = key;
      assertThat(seen.get(key))
          .isEqualTo(IntStream.range(0, calls).filter(i -> i % keys == first).boxed().toList());
    }
  }

  private static List<Integer> numbers() {
    return Collections.synchronizedList(new ArrayList<>());
  }

  private Said<String> begin() throws InterruptedException {
    Said<String> said = new Said<>();
    words.call("w", "key", (word, made) -> word.get(), said);
    begun.await();
    return said;
  }

  private static Object keyOfTheSameLane() {
    int lanes = PluginSettings.DEFAULT.lanes();
    int lane = Math.floorMod(Route.spread("key"), lanes);
    return IntStream.iterate(0, i -> i + 1)
        .filter(i -> Math.floorMod(Route.spread(i), lanes) == lane)
        .boxed()
        .findFirst()
        .orElseThrow();
  }

  private String slow() {
    begun.countDown();
    boolean waiting = true;
    while (waiting) {
      try {
        go.await();
        waiting = false;
      } catch (InterruptedException e) {
        waiting = true;
      }
    }
    return "old";
  }
}
