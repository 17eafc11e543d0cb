/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.marquetry.plugin.kernel.Bench.origin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.admin.AdminException;
import org.marquetry.plugin.kernel.PluginEvent.What;
import org.marquetry.plugin.kernel.PluginState.Cause;
import org.marquetry.plugin.kernel.PluginState.Mark;
import org.marquetry.plugin.kernel.PluginState.Trial;
import org.marquetry.system.machine.FileDisk;

/** What is decided about plugins, and a node that goes down at every step of a decision. */
class PluginJournalTest {

  private static final PluginId WORD = new PluginId("word", "w");

  @TempDir private Path directory;

  @Test
  void stateAndIntentAreReadAsTheyWereWritten() throws IOException {
    JsonStateFile file = new JsonStateFile(new FileDisk(), directory.resolve("plugins.json"));
    assertThat(file.read()).isEqualTo(StateFile.Content.NONE);
    PluginState state =
        PluginState.NONE
            .with(new PluginState.Accepted(WORD, "2.0.0"))
            .with(new Mark(WORD, "2.0.0", Cause.PUT_ASIDE, "it \"failed\" – often", 17))
            .with(new Mark(WORD, "3.0.0", Cause.HELD, "reverted", 18));
    PluginState intent = state.with(new Trial(WORD, "1.0.0", "2.0.0", 10, 19));

    StateFile.Content content = new StateFile.Content(state, intent, "a trial");
    file.write(content);

    assertThat(file.read()).isEqualTo(content);
    file.write(new StateFile.Content(state, null, null));
    assertThat(file.read()).isEqualTo(new StateFile.Content(state, null, null));
  }

  @Test
  void aFileThatIsNotUnderstoodIsNamedAndTheNodeStartsWithoutIt() throws IOException {
    Path path = directory.resolve("plugins.json");
    Files.write(path, "{\"state\": 5}".getBytes(StandardCharsets.UTF_8));
    JsonStateFile file = new JsonStateFile(new FileDisk(), path);

    assertThatThrownBy(file::read)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("plugins.json")
        .hasMessageContaining("delete it");
    assertThat(new PluginJournal(file, Runnable::run).state()).isEqualTo(PluginState.NONE);
  }

  /** Steps of a promotion: the intent is written, calls go elsewhere, it is confirmed. */
  @Test
  void aNodeThatGoesDownAtAnyStepOfAPromotionComesBackBeforeOrAfterIt() throws AdminException {
    for (int crash = 0; crash <= 2; crash++) {
      Remembered file = new Remembered();
      Bench bench = new Bench().file(file);
      ProviderTable<Supplier<String>> words = words(bench);
      PluginOperations operations = new PluginOperations(bench.platform());
      operations.startCanary("w", "1.0.0", 10);
      file.failAfter(crash);
      try {
        operations.promoteCanary("w");
        assertThat(crash).isNotZero();
      } catch (AdminException e) {
        assertThat(crash).as("only an intent that is not written stops it").isZero();
        assertThat(e).hasMessageContaining("nothing is changed");
      }
      assertThat(words.inventory().get(crash == 0 ? 0 : 1).state())
          .as("in memory, crash at %d", crash)
          .isEqualTo("in use");
      file.failAfter(Integer.MAX_VALUE);

      Bench restarted = new Bench().file(file);
      ProviderTable<Supplier<String>> again = words(restarted);

      List<String> states = again.inventory().stream().map(plugin -> plugin.state()).toList();
      if (crash == 0) {
        assertThat(states).as("before it").containsExactly("in use", "canary");
        assertThat(restarted.told()).doesNotContain(What.RECOVERED);
      } else {
        assertThat(states).as("crash at %d: after it", crash).containsExactly("standby", "in use");
        assertThat(restarted.told().contains(What.RECOVERED)).isEqualTo(crash == 1);
      }
      assertThat(file.content().intent()).as("confirmed").isNull();
    }
  }

  @Test
  void anIntentThatGetsToTheDiskThoughItsWriteFailsIsNotMadeAtTheNextStart() {
    Remembered file = new Remembered();
    PluginJournal journal = new PluginJournal(file, Runnable::run);
    file.failAfterWriting();

    assertThatThrownBy(
            () ->
                journal.change(
                    "a mark",
                    state -> state.with(new Mark(WORD, "1.0.0", Cause.HELD, "x", 1)),
                    () -> {}))
        .isInstanceOf(IOException.class);

    assertThat(new PluginJournal(file, Runnable::run).state()).isEqualTo(PluginState.NONE);
  }

  @Test
  void aPutAsideVersionStaysSoForThisVersionOnly() {
    Remembered file = new Remembered();
    Bench bench = new Bench().file(file);
    ProviderTable<Supplier<String>> words = new ProviderTable<>("word", bench.platform());
    Supplier<String> failing =
        () -> {
          throw new IllegalStateException("x");
        };
    words.add(origin("w", "1.0.0"), failing);
    for (int i = 0; i < 5; i++) {
      Said<String> said = new Said<>();
      words.call("w", "key", (word, made) -> word.get(), said);
      said.gap();
    }
    assertThat(words.usable("w")).isFalse();

    ProviderTable<Supplier<String>> again =
        new ProviderTable<>("word", new Bench().file(file).platform());
    again.add(origin("w", "1.0.0"), () -> "1");
    assertThat(again.usable("w")).isFalse();
    again.add(origin("w", "1.0.1"), () -> "2");
    assertThat(again.usable("w")).isTrue();
  }

  @Test
  void aChangeThatNobodyWaitsForIsWrittenSoon() {
    Remembered file = new Remembered();
    List<Runnable> soon = new ArrayList<>();
    PluginJournal journal = new PluginJournal(file, soon::add);
    Mark mark = new Mark(WORD, "1.0.0", Cause.PUT_ASIDE, "x", 1);

    assertThat(journal.changeNow(state -> state.with(mark))).isTrue();
    assertThat(journal.state().isAside(WORD, "1.0.0")).isTrue();
    assertThat(file.content().state()).isEqualTo(PluginState.NONE);
    soon.forEach(Runnable::run);
    assertThat(file.content().state()).isEqualTo(journal.state());
    assertThat(journal.changeNow(state -> state.with(mark))).as("no news").isFalse();
    assertThat(soon).hasSize(1);
  }

  private static ProviderTable<Supplier<String>> words(Bench bench) {
    ProviderTable<Supplier<String>> words = new ProviderTable<>("word", bench.platform());
    words.add(origin("w", "1.0.0"), () -> "1");
    words.add(origin("w", "2.0.0"), () -> "2");
    return words;
  }

  /** A file whose disk can fail. */
  private static final class Remembered implements StateFile {

    private Content content = Content.NONE;
    private int writes = Integer.MAX_VALUE;
    private boolean failAfterwards;

    void failAfter(int more) {
      writes = more;
    }

    void failAfterWriting() {
      failAfterwards = true;
    }

    Content content() {
      return content;
    }

    @Override
    public Content read() {
      return content;
    }

    @Override
    public void write(Content given) throws IOException {
      if (writes == 0) {
        throw new IOException("the disk is full");
      }
      writes--;
      content = given;
      if (failAfterwards) {
        failAfterwards = false;
        throw new IOException("the directory cannot be made durable");
      }
    }
  }
}
