/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.BrokerFixture;
import org.marquetry.broker.fake.FakeClock;
import org.marquetry.broker.fake.ManualCalls;
import org.marquetry.broker.fake.WordFilter;
import org.marquetry.filter.FilterProvider;
import org.marquetry.message.MessageRecord;
import org.marquetry.plugin.Gap;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.EntryFilter;
import org.marquetry.store.kernel.PullBatch;

/** Chunks of messages, and how they are judged. */
class ChunkTest {

  @TempDir Path directory;
  private BrokerFixture broker;
  private final AtomicInteger open = new AtomicInteger();
  private final ManualCalls<FilterProvider> plugins = new ManualCalls<>();
  private final WordFilter filter = new WordFilter();
  private final FakeClock clock = new FakeClock();
  private final Judge judge = new Judge(plugins, clock);

  @BeforeEach
  void openStore() throws Exception {
    broker = new BrokerFixture(directory);
    plugins.put("word", filter);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  /** A view that counts that it is given back. */
  private LogView counted(LogView view) {
    open.incrementAndGet();
    return new LogView() {
      @Override
      public long position() {
        return view.position();
      }

      @Override
      public ByteBuffer buffer() {
        return view.buffer();
      }

      @Override
      public void release() {
        open.decrementAndGet();
        view.release();
      }
    };
  }

  /**
   * Messages of topic T with these words, between which others stand in the log where it says |.
   */
  private Chunk chunk(String... words) throws Exception {
    for (String word : words) {
      if (word.equals("|")) {
        broker.store("other", 0, "x", Map.of());
      } else {
        broker.store("T", 0, "body of " + word, Map.of("TAGS", word, "word", word));
      }
    }
    PullBatch batch = new PullBatch();
    broker.store.pull(broker.store.queue("T", 0), 0, 100, 1 << 20, EntryFilter.ALL, batch);
    List<LogView> views = batch.views().stream().map(this::counted).toList();
    int messages = batch.messages();
    int bytes = batch.bytes();
    long next = batch.nextOffset();
    batch.clear();
    batch.add(views, messages, bytes);
    batch.bounds(next, 0, next);
    return Chunk.of(batch);
  }

  private static List<String> bodies(List<LogView> slices) {
    List<String> bodies = new ArrayList<>();
    MessageRecord record = new MessageRecord();
    for (LogView slice : slices) {
      StringBuilder body = new StringBuilder();
      for (int at = 0; at < slice.buffer().limit(); at += record.size()) {
        record.wrap(slice.buffer(), at);
        body.append(body.length() == 0 ? "" : "+").append(UTF_8.decode(record.body()));
        assertThat(record.position()).as("position").isEqualTo(slice.position() + at);
      }
      bodies.add(body.toString());
    }
    return bodies;
  }

  @Test
  void slicesNeighboursInTheLogAsOne() throws Exception {
    Chunk chunk = chunk("a", "b", "c", "|", "d", "e", "f");
    assertThat(chunk.messages()).isEqualTo(6);
    assertThat(chunk.endOffset()).isEqualTo(6);
    List<LogView> slices = chunk.slices(new int[] {0, 1, 2, 3, 5, -1}, 5);
    assertThat(bodies(slices))
        .containsExactly("body of a+body of b+body of c", "body of d", "body of f");
    assertThat(open).hasValue(2);
    slices.forEach(LogView::release);
    assertThat(open).as("still held by its maker").hasValue(2);
    chunk.release();
    assertThat(open).hasValue(0);
  }

  @Test
  void staysReadableUntilTheLastOneLetsGo() throws Exception {
    Chunk chunk = chunk("a");
    LogView slice = chunk.slices(new int[] {0}, 1).get(0);
    chunk.release();
    assertThat(bodies(List.of(slice))).containsExactly("body of a");
    slice.release();
    assertThat(open).hasValue(0);
    assertThatThrownBy(chunk::release).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(chunk::retain).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void staysReadableForAPluginThatWasGivenUpOn() throws Exception {
    Chunk chunk = chunk("a", "b");
    plugins.hold();
    List<String> outcome = new ArrayList<>();
    judge.judge(word("b"), chunk, 10, Place.delivery("G", "T", 0), telling(outcome, chunk));
    chunk.release();
    assertThat(open).as("the plugin may still read").hasValue(1);
    plugins.overrunNext();
    assertThat(outcome).containsExactly("gap OVERRUN");
    assertThat(filter.asked).containsExactly(0L, 1L);
    assertThat(open).hasValue(0);
  }

  @Test
  void whatTakesLongIsJudgedAFewMessagesACall() throws Exception {
    plugins.put(
        "slow",
        context ->
            message -> {
              clock.advance(15);
              return message.property("word").equals("b");
            });
    Chunk chunk = chunk("a", "b", "c", "d");
    List<String> outcome = new ArrayList<>();

    judge.judge(
        new Condition.Matches("slow", ""),
        chunk,
        10,
        Place.delivery("G", "T", 0),
        telling(outcome, chunk));

    assertThat(outcome).containsExactly("1", "seen 2");
    chunk.release();
  }

  @Test
  void verdictsAreAlikeWhereTheyAgreeOnWhatBothHaveSeen() {
    BitSet none = new BitSet();
    BitSet second = BitSet.valueOf(new long[] {0b10});
    BitSet secondAndFourth = BitSet.valueOf(new long[] {0b1010});
    Illegal illegal = new Illegal("word", "?", 0, "no question marks");

    Verdict whole = new Verdict(secondAndFourth, 4, none, null, null);
    assertThat(new Verdict(second, 2, none, null, null)).isEqualTo(whole).hasSameHashCodeAs(whole);
    assertThat(new Verdict(second, 4, none, null, null)).isNotEqualTo(whole);
    assertThat(new Verdict(second, 2, second, "bad", null)).isNotEqualTo(whole);
    assertThat(new Verdict(none, 4, none, null, illegal)).isNotEqualTo(whole);
  }

  private static Condition word(String word) {
    return new Condition.Matches("word", word);
  }

  private static Condition tag(String... tags) {
    return Filters.condition("TAG", String.join("||", tags));
  }

  private static Judgement telling(List<String> outcome, Chunk chunk) {
    return new Judgement() {
      @Override
      public void judged(BitSet matching, int seen) {
        matching.stream().forEach(i -> outcome.add(chunk.queueOffset(i) + ""));
        outcome.add("seen " + seen);
      }

      @Override
      public void illegal(Illegal illegal) {
        outcome.add("illegal " + illegal.position());
      }

      @Override
      public void gap(Gap gap) {
        outcome.add("gap " + gap.cause());
      }
    };
  }

  private List<String> judged(Chunk chunk, Condition condition, int most) {
    List<String> outcome = new ArrayList<>();
    judge.judge(condition, chunk, most, Place.delivery("G", "T", 0), telling(outcome, chunk));
    return outcome;
  }

  @Test
  void judgesByConditionsOfAllKinds() throws Exception {
    Chunk chunk = chunk("a", "b", "a", "c", "b");
    assertThat(judged(chunk, Condition.always(), 9))
        .containsExactly("0", "1", "2", "3", "4", "seen 5");
    assertThat(judged(chunk, Condition.never(), 9)).containsExactly("seen 5");
    assertThat(judged(chunk, tag("b", "c"), 9)).containsExactly("1", "3", "4", "seen 5");
    assertThat(judged(chunk, word("b"), 9)).containsExactly("1", "4", "seen 5");
    assertThat(judged(chunk, new Condition.From(3), 9)).containsExactly("3", "4", "seen 5");
    assertThat(judged(chunk, new Condition.Not(word("b")), 9))
        .containsExactly("0", "2", "3", "seen 5");
    assertThat(judged(chunk, new Condition.Not(tag("b")), 9))
        .containsExactly("0", "2", "3", "seen 5");
    assertThat(judged(chunk, new Condition.Any(List.of(word("a"), tag("b"))), 9))
        .containsExactly("0", "1", "2", "4", "seen 5");
    assertThat(judged(chunk, Condition.both(tag("a", "b"), word("b")), 9))
        .containsExactly("1", "4", "seen 5");
    chunk.release();
    assertThat(open).hasValue(0);
  }

  @Test
  void asksOnlyAboutMessagesThatMayStillMatch() throws Exception {
    Chunk chunk = chunk("a", "b", "a", "c");
    judged(chunk, Condition.both(tag("b", "c"), word("b")), 9);
    assertThat(filter.asked).containsExactly(1L, 3L);
    filter.asked.clear();
    judged(chunk, new Condition.Any(List.of(tag("b", "c"), word("b"))), 9);
    assertThat(filter.asked).containsExactly(0L, 2L);
    filter.asked.clear();
    judged(chunk, Condition.both(Condition.never(), word("b")), 9);
    assertThat(filter.asked).isEmpty();
  }

  @Test
  void stopsWhereEnoughMatch() throws Exception {
    Chunk chunk = chunk("a", "b", "a", "b", "a");
    assertThat(judged(chunk, word("a"), 2)).containsExactly("0", "2", "seen 3");
    assertThat(judged(chunk, Condition.both(tag("a", "b"), word("a")), 1))
        .containsExactly("0", "seen 1");
    assertThat(judged(chunk, new Condition.Not(word("a")), 1)).containsExactly("1", "3", "seen 5");
  }

  @Test
  void knowsNothingBehindAMessageThatCannotBeJudged() throws Exception {
    Chunk chunk = chunk("a", "b", "bad", "a");
    assertThat(judged(chunk, word("a"), 9)).containsExactly("0", "seen 2");
    assertThat(judged(chunk, new Condition.Not(word("a")), 9)).containsExactly("1", "seen 2");
    assertThat(judged(chunk, new Condition.All(List.of(word("a"), word("a"))), 9))
        .containsExactly("0", "seen 2");
    Condition from = Condition.both(new Condition.From(2), word("a"));
    assertThat(judged(chunk, from, 9)).containsExactly("gap FAILED");
  }

  @Test
  void tellsIllegalExpressionsUnlessTheyDoNotMatter() throws Exception {
    Chunk chunk = chunk("a", "b");
    assertThat(judged(chunk, word("what?"), 9)).containsExactly("illegal 4");
    assertThat(judged(chunk, new Condition.Not(new Condition.Matches("word", "?", true)), 9))
        .containsExactly("0", "1", "seen 2");
    assertThat(judged(chunk, new Condition.Matches("nobody", "a"), 9))
        .containsExactly("gap ABSENT");
  }

  @Test
  void knowsOfConditionsWhatEntriesSay() {
    Condition tags = Condition.both(tag("a", "b"), tag("b", "c"));
    assertThat(tags.plain()).isTrue();
    assertThat(tags.entries().matches("b".hashCode())).isTrue();
    assertThat(tags.entries().matches("a".hashCode())).isFalse();
    Condition mixed = Condition.both(tag("a"), word("a"));
    assertThat(mixed.plain()).isFalse();
    assertThat(mixed.entries().matches("a".hashCode())).isTrue();
    assertThat(mixed.entries().matches("b".hashCode())).isFalse();
    assertThat(mixed.names()).containsExactly("word");
    Condition either = new Condition.Any(List.of(tag("a"), tag("b")));
    assertThat(either.entries().matches("b".hashCode())).isTrue();
    assertThat(either.entries().matches("c".hashCode())).isFalse();
    assertThat(new Condition.Any(List.of(tag("a"), word("b"))).entries()).isSameAs(EntryFilter.ALL);
    assertThat(new Condition.Not(tag("a")).entries().matches("a".hashCode())).isFalse();
    assertThat(new Condition.Not(word("a")).entries()).isSameAs(EntryFilter.ALL);
    assertThat(Condition.never().entries().matches(0)).isFalse();
  }
}
