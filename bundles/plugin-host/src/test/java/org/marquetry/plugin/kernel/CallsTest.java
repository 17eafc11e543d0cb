/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.marquetry.plugin.Gap;
import org.marquetry.plugin.PluginCall;
import org.marquetry.plugin.PluginCalls.Offer;
import org.osgi.framework.Version;

class CallsTest {

  private final ProviderTable<Supplier<String>> words = new ProviderTable<>("word");

  @Test
  void aCallRunsOnAThreadOfThePluginWithItsLoaderAndTheOutcomeIsTold() {
    words.add(origin("w", "1.0.0", 0), () -> Thread.currentThread().getName());
    Said<String> said = new Said<>();

    words.call("w", "key", (word, made) -> word.get(), said);

    assertThat(said.result()).contains("word-w-1.0.0-plugin");
    assertThat(words.usable("w")).isTrue();
  }

  @Test
  void aMissingPluginIsAGapThatNamesItAndTheCallEnds() {
    Said<String> said = new Said<>();
    CountDownLatch ended = new CountDownLatch(1);

    words.call("w", "key", endTold(ended), said);

    assertThat(said.gap().cause()).isEqualTo(Gap.Cause.ABSENT);
    assertThat(said.gap().reason()).contains("word plugin w", "deploy");
    assertThat(ended.getCount()).isZero();
    assertThat(words.usable("w")).isFalse();
  }

  @Test
  void everyThrowableEndsAtTheBorder() {
    for (Throwable each :
        List.of(new Exception("e"), new StackOverflowError(), new NoClassDefFoundError("x/Y"))) {
      Supplier<String> thrower = () -> "";
      words.add(origin("t", "1.0.0", 0), thrower);
      Said<String> said = new Said<>();

      words.call("t", "key", (word, made) -> raise(each), said);

      assertThat(said.gap().cause()).isEqualTo(Gap.Cause.FAILED);
      assertThat(said.gap().failure()).isSameAs(each);
      assertThat(words.remove(thrower)).isTrue();
    }
  }

  @Test
  void callsOfOneKeyKeepTheirOrder() {
    words.add(origin("w", "1.0.0", 0), () -> "x");
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());

    for (int i = 0; i < 500; i++) {
      int number = i;
      words.call("w", "key", (word, made) -> seen.add(number), new Said<>());
    }

    await().until(() -> seen.size() == 500);
    assertThat(seen).isEqualTo(IntStream.range(0, 500).boxed().toList());
  }

  @Test
  void aVersionOnStandbyIsCalledByItsNumber() {
    words.add(origin("w", "1.0.0", 0), () -> "one");
    words.add(origin("w", "2.0.0", 0), () -> "two");

    assertThat(say("w")).isEqualTo("two");
    assertThat(say("w@1.0.0")).isEqualTo("one");
    assertThat(words.usable("w@3.0.0")).isFalse();
  }

  @Test
  void offersAreOnePerNameTheHighestRankingFirst() {
    words.add(origin("a", "1.0.0", 1), () -> "");
    words.add(origin("b", "1.0.0", 2), () -> "");
    words.add(origin("b", "0.9.0", 3), () -> "");

    assertThat(words.offers())
        .containsExactly(
            new Offer("b", "1.0.0", true, Map.of()), new Offer("a", "1.0.0", true, Map.of()));
  }

  @Test
  void productsAreKeptForTheNextCallOfTheKey() {
    words.add(origin("w", "1.0.0", 0), () -> "x");
    List<Object> made = Collections.synchronizedList(new ArrayList<>());

    for (int i = 0; i < 3; i++) {
      words.call("w", "key", (word, mine) -> made.add(mine.get("p", Object::new)), new Said<>());
    }

    await().until(() -> made.size() == 3);
    assertThat(made.get(0)).isSameAs(made.get(1)).isSameAs(made.get(2));
  }

  @Test
  void callsCanRunOnTheCallingThread() {
    ProviderTable<Supplier<String>> here = new ProviderTable<>("word", PluginThreads.calling());
    here.add(origin("w", "1.0.0", 0), () -> Thread.currentThread().getName());
    Said<String> said = new Said<>();

    here.call("w", "key", (word, made) -> word.get(), said);

    assertThat(said.resultNow()).isEqualTo(Thread.currentThread().getName());
  }

  @Test
  void changesAreToldByName() {
    List<String> told = new ArrayList<>();
    Supplier<String> word = () -> "x";
    words.add(origin("a", "1.0.0", 0), word);
    words.onChange(told::add);
    assertThat(told).containsExactly("a");

    words.remove(word);
    assertThat(told).containsExactly("a", "a");
  }

  private String say(String name) {
    Said<String> said = new Said<>();
    words.call(name, "key", (word, made) -> word.get(), said);
    return said.result();
  }

  private static String raise(Throwable what) throws Exception {
    if (what instanceof Error error) {
      throw error;
    }
    throw (Exception) what;
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

  private static Origin origin(String name, String version, int ranking) {
    return new Origin(name, Version.valueOf(version), ranking, 1, "a.bundle");
  }
}
