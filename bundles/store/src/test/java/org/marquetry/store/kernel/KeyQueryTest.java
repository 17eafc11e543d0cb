/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.store.kernel.StoreFixture.append;
import static org.marquetry.store.kernel.StoreFixture.draft;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.SysFlag;
import org.marquetry.store.LogView;

class KeyQueryTest {

  @TempDir Path root;
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

  private static MessageDraft message(String body, String... properties) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < properties.length; i += 2) {
      map.put(properties[i], properties[i + 1]);
    }
    return draft(body.getBytes(StandardCharsets.UTF_8), map);
  }

  private List<String> query(String topic, String key, int max, long begin, long end) {
    List<String> bodies = new ArrayList<>();
    for (LogView view : store.query(topic, key, max, begin, end)) {
      bodies.add(StoreFixture.text(new MessageRecord().wrap(view.buffer(), 0)));
      view.release();
    }
    return bodies;
  }

  private List<String> query(String topic, String key) {
    return query(topic, key, 32, 0, Long.MAX_VALUE);
  }

  @Test
  void aMessageIsFoundByEachOfItsKeysAtOnce() {
    append(
        store, "T", 0, message("a", "UNIQ_KEY", "U1", "KEYS", "k1  k2 schlüssel", "TAGS", "tag"));
    assertThat(query("T", "U1")).containsExactly("a");
    assertThat(query("T", "k1")).containsExactly("a");
    assertThat(query("T", "k2")).containsExactly("a");
    assertThat(query("T", "schlüssel")).containsExactly("a");
    assertThat(query("T", "T#tag")).containsExactly("a");
    assertThat(query("T", "k")).isEmpty();
    assertThat(query("T", "k1 ")).isEmpty();
    assertThat(query("T", "tag")).isEmpty();
    assertThat(query("U", "k1")).isEmpty();
  }

  @Test
  void theNewestComeFirstUpToTheMaximum() {
    for (int i = 0; i < 10; i++) {
      append(store, "T", i % 2, message("m" + i, "KEYS", "k k"));
    }
    assertThat(query("T", "k", 3, 0, Long.MAX_VALUE)).containsExactly("m9", "m8", "m7");
    assertThat(query("T", "k", 0, 0, Long.MAX_VALUE)).isEmpty();
    assertThat(query("T", "k")).hasSize(10).endsWith("m0");
  }

  @Test
  void keysWithTheSameHashAreToldApart() {
    assertThat("T#Aa".hashCode()).isEqualTo("T#BB".hashCode());
    append(store, "T", 0, message("one", "KEYS", "Aa"));
    append(store, "T", 0, message("other", "KEYS", "BB"));
    assertThat(query("T", "Aa")).containsExactly("one");
    assertThat(query("T", "BB")).containsExactly("other");
  }

  @Test
  void theStoreTimeBoundsTheQuery() {
    long time = append(store, "T", 0, message("m", "KEYS", "k")).storeTimestamp();
    assertThat(query("T", "k", 1, time, time)).containsExactly("m");
    assertThat(query("T", "k", 1, time + 1, Long.MAX_VALUE)).isEmpty();
    assertThat(query("T", "k", 1, Long.MIN_VALUE, time - 1)).isEmpty();
  }

  @Test
  void rolledBackMessagesAreNotIndexedAndPreparedOnesAre() {
    append(store, "T", 0, message("half", "KEYS", "k").sysFlag(SysFlag.TRANSACTION_PREPARED));
    append(store, "T", 0, message("back", "KEYS", "k").sysFlag(SysFlag.TRANSACTION_ROLLBACK));
    assertThat(query("T", "k")).containsExactly("half");
  }

  @Test
  void keysFillSeveralFilesAndSurviveARestart() throws Exception {
    // 2000 entries a file, of which one is not used.
    for (int i = 0; i < 5000; i++) {
      append(store, "T", 0, message("m" + i, "UNIQ_KEY", "U" + i));
    }
    assertThat(query("T", "U0")).containsExactly("m0");
    assertThat(query("T", "U4999")).containsExactly("m4999");
    assertThat(indexFiles()).hasSize(3);
    assertThat(store.indexProgress().storeTimestamp()).isPositive();
    store.close();
    store = fixture.open(root);
    append(store, "T", 0, message("m5000", "UNIQ_KEY", "U5000"));
    IntStream.of(0, 1998, 1999, 3997, 3998, 4999, 5000)
        .forEach(i -> assertThat(query("T", "U" + i)).containsExactly("m" + i));
    assertThat(indexFiles()).hasSize(3);
    LogView newest = store.record(store.indexProgress().position());
    assertThat(StoreFixture.text(new MessageRecord().wrap(newest.buffer(), 0))).isEqualTo("m5000");
    newest.release();
  }

  @Test
  void aMissingIndexIsMadeAnew() throws Exception {
    for (int i = 0; i < 100; i++) {
      append(store, "T", 0, message("m" + i, "UNIQ_KEY", "U" + i));
    }
    store.close();
    for (Path file : indexFiles()) {
      Files.delete(file);
    }
    store = fixture.open(root);
    assertThat(query("T", "U0")).containsExactly("m0");
    assertThat(query("T", "U99")).containsExactly("m99");
  }

  @Test
  void foreignFilesAreLeftAlone() throws Exception {
    append(store, "T", 0, message("m", "KEYS", "k"));
    store.close();
    Files.writeString(root.resolve("index/readme"), "not an index");
    Files.write(root.resolve("index/20200101000000000"), new byte[1234]);
    store = fixture.open(root);
    assertThat(query("T", "k")).containsExactly("m");
    assertThat(root.resolve("index/readme")).exists();
    assertThat(root.resolve("index/20200101000000000")).exists();
  }

  @Test
  void withoutAnIndexNothingIsFound() throws StoreException {
    store = fixture.open(SmallStore.in(root.resolve("other")).withoutIndex().settings());
    append(store, "T", 0, message("m", "KEYS", "k"));
    assertThat(query("T", "k")).isEmpty();
    assertThat(store.indexProgress()).isEqualTo(new MessageStore.IndexProgress(0, 0));
  }

  private List<Path> indexFiles() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("index"))) {
      return files.sorted().toList();
    }
  }
}
