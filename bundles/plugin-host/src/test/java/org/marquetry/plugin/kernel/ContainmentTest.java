/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.marquetry.plugin.kernel.Bench.origin;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.marquetry.plugin.Gap;
import org.marquetry.plugin.Gap.Cause;
import org.marquetry.plugin.PluginCall;
import org.marquetry.plugin.kernel.PluginEvent.What;
import org.marquetry.plugin.kernel.PluginSettings.CircuitRule;

/** What a plugin that loops, blocks, throws or allocates does to its callers. */
class ContainmentTest {

  private static final PluginSettings PATIENT_CIRCUIT =
      settings(new CircuitRule(3, 50, 10, Integer.MAX_VALUE));

  private final Bench bench = new Bench();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void release() {
    release.countDown();
  }

  @Test
  void aCallThatBlocksIsGivenUpOnItsThreadReplacedAndShownAndThePluginPutAside()
      throws InterruptedException {
    ProviderTable<Supplier<String>> words = new ProviderTable<>("word", bench.platform());
    words.add(origin("w", "1.0.0"), this::block);
    Said<String> said = new Said<>();
    CountDownLatch ended = new CountDownLatch(1);
    words.call("w", "key", endTold(ended), said);
    begun.await();

    bench.pass(190);
    assertThat(said.isTold()).isFalse();
    bench.passUntil(said::isTold);

    assertThat(said.gap().cause()).isEqualTo(Cause.OVERRUN);
    assertThat(said.gap().reason()).contains("plugin w", "200 ms");
    assertThat(ended.getCount()).as("the plugin still has what it was given").isOne();
    assertThat(words.usable("w")).isFalse();
    assertThat(bench.told()).containsExactly(What.CAME, What.OVERRUN, What.PUT_ASIDE);
    assertThat(bench.platform().writtenOff())
        .singleElement()
        .satisfies(thread -> assertThat(thread.thread()).contains("w-1.0.0"));
    Plugin shown = words.inventory().get(0);
    assertThat(shown.state()).isEqualTo("put aside");
    assertThat(shown.figures().writtenOffThreads()).isOne();
    assertThat(shown.figures().overruns()).isOne();

    release.countDown();
    ended.await();
    await().until(() -> bench.platform().writtenOff().isEmpty());
    await().until(() -> bench.told().contains(What.THREAD_ENDED));
  }

  @Test
  void aFailureThatTakesForEverToSayWhatItIsIsGivenUpOn() throws InterruptedException {
    bench.settings(PATIENT_CIRCUIT);
    ProviderTable<Supplier<String>> words = new ProviderTable<>("word", bench.platform());
    AtomicInteger calls = new AtomicInteger();
    words.add(
        origin("w", "1.0.0"),
        () -> {
          if (calls.getAndIncrement() == 0) {
            throw new TaciturnException();
          }
          return "x";
        });
    Said<String> first = new Said<>();
    Said<String> second = new Said<>();
    words.call("w", "key", (word, made) -> word.get(), first);
    begun.await();
    words.call("w", "key", (word, made) -> word.get(), second);

    bench.passUntil(first::isTold);

    assertThat(first.gap().cause()).isEqualTo(Cause.OVERRUN);
    assertThat(second.result()).isEqualTo("x");
  }

  private final class TaciturnException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      return block();
    }
  }

  @Test
  void callsWaitWhileTheMachineHasNoThreadAndGoOnWhenItHas() {
    AtomicInteger attempts = new AtomicInteger();
    PluginThreads machine = new MachineThreads();
    bench.threads(
        (name, work) -> {
          if (attempts.getAndIncrement() < 2) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          return machine.thread(name, work);
        });
    ProviderTable<Supplier<String>> words = new ProviderTable<>("word", bench.platform());
    words.add(origin("w", "1.0.0"), () -> "x");
    Said<String> said = new Said<>();
    words.call("w", "key", (word, made) -> word.get(), said);
    assertThat(said.isTold()).isFalse();

    bench.pass(20);

    assertThat(said.result()).isEqualTo("x");
    assertThat(attempts).hasValue(3);
  }

  @Test
  void whatWaitsBehindAHungCallGoesOnOnTheReplacement() throws InterruptedException {
    bench.settings(PATIENT_CIRCUIT);
    ProviderTable<Supplier<String>> words = new ProviderTable<>("word", bench.platform());
    AtomicInteger calls = new AtomicInteger();
    words.add(
        origin("w", "1.0.0"),
        () -> calls.getAndIncrement() == 0 ? block() : Thread.currentThread().getName());
    Said<String> first = new Said<>();
    Said<String> second = new Said<>();
    words.call("w", "key", (word, made) -> word.get(), first);
    begun.await();
    words.call("w", "key", (word, made) -> word.get(), second);
    bench.passUntil(first::isTold);

    assertThat(first.gap().cause()).isEqualTo(Cause.OVERRUN);
    assertThat(second.result()).contains("replacement");
    assertThat(words.usable("w")).isTrue();
  }

  @Test
  void theTimeThatACallWaitsInTheLaneDoesNotCount() throws InterruptedException {
    bench.settings(PATIENT_CIRCUIT);
    ProviderTable<Supplier<String>> words = new ProviderTable<>("word", bench.platform());
    words.add(origin("w", "1.0.0"), this::block);
    Said<String> first = new Said<>();
    Said<String> second = new Said<>();
    CountDownLatch secondBegun = new CountDownLatch(1);
    words.call("w", "key", (word, made) -> word.get(), first);
    begun.await();
    words.call(
        "w",
        "key",
        (word, made) -> {
          secondBegun.countDown();
          release.await();
          return "second";
        },
        second);
    bench.passUntil(first::isTold);
    assertThat(first.gap().cause()).isEqualTo(Cause.OVERRUN);
    secondBegun.await();

    bench.pass(150);
    assertThat(second.isTold()).isFalse();
    release.countDown();
    assertThat(second.result()).isEqualTo("second");
  }

  @Test
  void timeInWhichTheWholeMachineStoodStillIsChargedToNoCall() throws InterruptedException {
    ProviderTable<Supplier<String>> words = new ProviderTable<>("word", bench.platform());
    words.add(origin("w", "1.0.0"), this::block);
    Said<String> said = new Said<>();
    bench.pass(20);
    words.call("w", "key", (word, made) -> word.get(), said);
    begun.await();
    bench.pass(20);

    bench.stall(5_000);
    assertThat(said.isTold()).isFalse();
    bench.passUntil(said::isTold);
    assertThat(said.gap().cause()).isEqualTo(Cause.OVERRUN);
  }

  @Test
  void aCallThatAllocatesTooMuchIsGivenUpOnWhileItRuns() throws InterruptedException {
    ProviderTable<Supplier<String>> words = new ProviderTable<>("word", bench.platform());
    byte[][] blocks = new byte[80][];
    words.add(
        origin("w", "1.0.0"),
        () -> {
          for (int i = 0; i < blocks.length; i++) {
            blocks[i] = new byte[1 << 20];
          }
          return block();
        });
    Said<String> said = new Said<>();
    words.call("w", "key", (word, made) -> word.get(), said);
    begun.await();

    bench.pass(10);

    assertThat(said.gap().cause()).isEqualTo(Cause.OVERRUN);
    assertThat(said.gap().reason()).contains("allocated", "67108864 bytes");
    assertThat(words.usable("w")).isFalse();
  }

  @Test
  void aCallThatAllocatedTooMuchAndCameBackHasNoResultEither() {
    ProviderTable<Supplier<String>> words = new ProviderTable<>("word", bench.platform());
    words.add(origin("w", "1.0.0"), () -> "" + new byte[65 << 20].length);
    Said<String> said = new Said<>();

    words.call("w", "key", (word, made) -> word.get(), said);

    assertThat(said.gap().cause()).isEqualTo(Cause.OVERRUN);
    assertThat(words.usable("w")).isFalse();
    assertThat(bench.platform().writtenOff()).isEmpty();
  }

  @Test
  void failuresInARowPutThePluginAsideAndAnOlderVersionTakesOver() {
    bench.settings(PATIENT_CIRCUIT);
    ProviderTable<Supplier<String>> words = new ProviderTable<>("word", bench.platform());
    words.add(origin("w", "1.0.0"), () -> "old");
    words.add(
        origin("w", "2.0.0"),
        () -> {
          throw new IllegalStateException("no luck");
        });
    List<String> changes = new ArrayList<>();
    words.onChange(changes::add);
    changes.clear();

    for (int i = 0; i < 3; i++) {
      assertThat(gapOf(words, "w").cause()).isEqualTo(Cause.FAILED);
    }

    assertThat(resultOf(words, "w")).isEqualTo("old");
    assertThat(changes).containsExactly("w");
    assertThat(gapOf(words, "w@2.0.0").cause()).isEqualTo(Cause.PUT_ASIDE);
    assertThat(bench.told()).containsExactly(What.CAME, What.SWAPPED, What.FELL_BACK);
    PluginEvent fall = bench.events().get(2);
    assertThat(fall.version()).isEqualTo("1.0.0");
    assertThat(fall.other()).isEqualTo("2.0.0");
    assertThat(fall.detail()).contains("3 calls in a row failed", "no luck");
  }

  @Test
  void aShareOfFailuresPutsThePluginAside() {
    bench.settings(PATIENT_CIRCUIT);
    ProviderTable<Supplier<String>> words = new ProviderTable<>("word", bench.platform());
    AtomicInteger calls = new AtomicInteger();
    words.add(
        origin("w", "1.0.0"),
        () -> {
          if (calls.getAndIncrement() % 2 == 0) {
            throw new IllegalStateException();
          }
          return "x";
        });

    int made = 0;
    while (words.usable("w") && made < 100) {
      Said<String> said = new Said<>();
      words.call("w", "key", (word, products) -> word.get(), said);
      said.awaitTold();
      made++;
    }

    assertThat(made).isEqualTo(9);
    Gap gap = gapOf(words, "w");
    assertThat(gap.cause()).isEqualTo(Cause.PUT_ASIDE);
    assertThat(gap.reason()).contains("5 of the last 10", "mq:plugin-reset w");
  }

  @Test
  void oneTooManyWaitingIsBusy() throws InterruptedException {
    ProviderTable<Supplier<String>> words = new ProviderTable<>("word", bench.platform());
    words.add(origin("w", "1.0.0"), this::block);
    words.call("w", "key", (word, made) -> word.get(), new Said<>());
    begun.await();
    for (int i = 0; i < PluginSettings.DEFAULT.waitingCalls(); i++) {
      words.call("w", "key", (word, made) -> "x", new Said<>());
    }
    CountDownLatch ended = new CountDownLatch(1);
    Said<String> said = new Said<>();

    words.call("w", "key", endTold(ended), said);

    assertThat(said.gap().cause()).isEqualTo(Cause.BUSY);
    assertThat(said.gap().reason()).contains("1024 calls wait");
    assertThat(ended.getCount()).isZero();
    assertThat(words.inventory().get(0).figures().refused()).isOne();
    assertThat(words.inventory().get(0).figures().waiting()).isEqualTo(1024);
  }

  @Test
  void aPluginThatIsTakenAwayWhileACallHangsIsCutOff() throws InterruptedException {
    bench.settings(PluginSettings.DEFAULT.withDrainMillis(10));
    ProviderTable<Supplier<String>> words = new ProviderTable<>("word", bench.platform());
    Supplier<String> hanging = this::block;
    words.add(origin("w", "1.0.0"), hanging);
    Said<String> said = new Said<>();
    words.call("w", "key", (word, made) -> word.get(), said);
    begun.await();

    assertThat(words.remove(hanging)).isFalse();

    assertThat(said.gap().cause()).isEqualTo(Cause.OVERRUN);
    assertThat(said.gap().reason()).contains("taken away");
    assertThat(bench.told()).contains(What.WENT, What.CUT_OFF);
    assertThat(bench.platform().writtenOff()).hasSize(1);
  }

  @Test
  void aBrokersListenerThatThrowsStopsNothing() {
    ProviderTable<Supplier<String>> words = new ProviderTable<>("word", bench.platform());
    words.onChange(
        name -> {
          throw new IllegalStateException("broker");
        });
    words.add(origin("w", "1.0.0"), () -> "x");

    assertThat(resultOf(words, "w")).isEqualTo("x");
  }

  private String block() {
    begun.countDown();
    boolean waiting = true;
    while (waiting) {
      try {
        release.await();
        waiting = false;
      } catch (InterruptedException e) {
        // As obstinate as plugins are.
        waiting = true;
      }
    }
    return "late";
  }

  private static String resultOf(ProviderTable<Supplier<String>> words, String name) {
    Said<String> said = new Said<>();
    words.call(name, "key", (word, made) -> word.get(), said);
    return said.result();
  }

  private static Gap gapOf(ProviderTable<Supplier<String>> words, String name) {
    Said<String> said = new Said<>();
    words.call(name, "key", (word, made) -> word.get(), said);
    return said.gap();
  }

  private static PluginCall<Supplier<String>, String> endTold(CountDownLatch ended) {
    return new PluginCall<>() {
      @Override
      public String run(Supplier<String> plugin, Products made) {
        return plugin.get();
      }

      @Override
      public void ended() {
        ended.countDown();
      }
    };
  }

  private static PluginSettings settings(CircuitRule circuit) {
    PluginSettings usual = PluginSettings.DEFAULT;
    return new PluginSettings(
        usual.timeMillis(),
        usual.allocationBytes(),
        usual.lanes(),
        usual.waitingCalls(),
        usual.products(),
        usual.drainMillis(),
        circuit,
        usual.canary());
  }
}
