/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.StoreAdmin;

class StoreCommandsTest {

  private final Node node = new Node();
  private final Commands commands = new Commands(node, ZoneOffset.UTC);

  /** A log of one sealed and one written span. */
  private static final class FakeStore implements StoreAdmin {

    @Override
    public List<Span> spans() {
      return List.of(
          new Span(0, 4096, "mapped", "1.0.0", "commitlog", "sealed", true, 4096, ""),
          new Span(4096, 5000, "memory", "", "spans/1", "away", false, 904, "deploy its bundle"));
    }

    @Override
    public Switched switchTo(String backend, boolean force) throws AdminException {
      if (backend.equals("memory") && !force) {
        throw new AdminException("memory keeps nothing over a restart");
      }
      return new Switched("mapped", backend, 4096, 4096, 1_500_000);
    }

    @Override
    public Cleaned clean() {
      return new Cleaned(0, 4096, 5000, "delayed messages from position 4100 on");
    }

    @Override
    public long dropBefore(long position) {
      return position;
    }
  }

  @Test
  void spansAreListedWithWhatIsWrong() throws CommandFailure {
    node.here(StoreAdmin.class, new FakeStore());

    assertThat(commands.call("store-spans", List.of()))
        .contains("mapped", "sealed", "memory", "away", "deploy its bundle");
    assertThat(commands.call("store-spans", List.of("--json"))).contains("\"survivesRestart\"");
  }

  @Test
  void aSwitchTellsHowLongSendsWereHeld() throws CommandFailure {
    node.here(StoreAdmin.class, new FakeStore());

    assertThat(commands.call("store-switch", List.of("memory", "--force")))
        .contains("memory", "4096", "1.5")
        .containsPattern("survives restart +no: ");
    assertThat(commands.call("store-switch", List.of("memory", "--force", "--json")))
        .contains("\"survivesRestart\"");
  }

  @Test
  void cleaningTellsWhatWentAndWhoStillNeedsTheRest() throws CommandFailure {
    node.here(StoreAdmin.class, new FakeStore());

    assertThat(commands.call("store-clean", List.of()))
        .containsPattern("dropped bytes +4096")
        .containsPattern("still needed by +delayed messages from position 4100 on");
  }

  @Test
  void whatIsRefusedSaysWhy() {
    node.here(StoreAdmin.class, new FakeStore());

    assertThatThrownBy(() -> commands.call("store-switch", List.of("memory")))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("nothing over a restart");
  }

  @Test
  void aNodeWhoseBrokerWaitsSaysForWhat() throws CommandFailure {
    node.brokerAbsence("no plugin offers the storage backend 'disk'");

    assertThatThrownBy(() -> commands.call("store-spans", List.of()))
        .isInstanceOf(CommandFailure.class)
        .hasMessage(
            "the broker of this node does not run: no plugin offers the storage backend 'disk'");
    assertThat(commands.call("status", List.of())).contains("does not run", "'disk'");

    node.brokerAbsence(null);
    assertThatThrownBy(() -> commands.call("store-spans", List.of()))
        .hasMessageContaining("no broker runs");
  }

  @Test
  void aNodeWithoutBrokerSaysSo() {
    assertThatThrownBy(() -> commands.call("store-spans", List.of()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("no broker runs");
  }
}
