/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.DelayAdmin;

class DelayCommandsTest {

  private static final long DUE = 1_795_221_721_322L;

  private final Node node = new Node();
  private final Commands commands = new Commands(node, ZoneOffset.UTC);
  private final FakeDelay delay = new FakeDelay();

  /** One message that waits, K1, and one that was delivered, K0. */
  private static final class FakeDelay implements DelayAdmin {

    String switched;
    long rescheduled = -1;

    private static Waiting message(String key, String state) {
      return new Waiting(state, "timer", 0, "T", 3, key, "order-" + key, DUE, DUE - 9, 17);
    }

    @Override
    public List<Lane> lanes() {
      return List.of(
          new Lane("levels", "levels", "levels", "serving", 4, 0, ""),
          new Lane("timer", "heap", "wheel", "waiting", 5, 60, "no engine"));
    }

    @Override
    public List<Waiting> waiting(String topic, int most) {
      return topic == null || topic.equals("T") ? List.of(message("K1", "waiting")) : List.of();
    }

    @Override
    public List<Waiting> find(String key) {
      return switch (key) {
        case "K0" -> List.of(message(key, "delivered"));
        case "K1" -> List.of(message(key, "waiting"));
        default -> List.of();
      };
    }

    @Override
    public int cancel(String key) {
      return key.equals("K1") ? 1 : 0;
    }

    @Override
    public int reschedule(String key, long dueMillis) {
      rescheduled = dueMillis;
      return key.equals("K1") ? 1 : 0;
    }

    @Override
    public void switchEngine(String lane, String engine) throws AdminException {
      if (engine.equals("none")) {
        throw new AdminException("there is no delay engine none");
      }
      switched = lane + "=" + engine;
    }
  }

  @BeforeEach
  void broker() {
    node.here(DelayAdmin.class, delay);
  }

  private String call(String name, String... given) throws CommandFailure {
    return commands.call(name, List.of(given));
  }

  @Test
  void messagesAreListed() throws CommandFailure {
    assertThat(call("delayed")).contains("K1", "order-K1", "2026-11-21", "17", "waiting");
    assertThat(call("delayed", "--topic", "Other")).contains("no message waits");
    assertThat(call("delayed", "--key", "K0")).contains("delivered");
    assertThat(call("delayed", "--key", "K0", "--topic", "Other")).contains("no delayed message");
    assertThat(call("delayed", "--json")).contains("\"due\"", Long.toString(DUE));
    assertThatThrownBy(() -> call("delayed", "--count", "none"))
        .hasMessageContaining("--count is 'none'");
  }

  @Test
  void messagesAreCancelled() throws CommandFailure {
    assertThat(call("delayed-cancel", "K1")).contains("cancelled", "1");
    assertThatThrownBy(() -> call("delayed-cancel", "K0"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("was delivered already");
    assertThatThrownBy(() -> call("delayed-cancel", "K9"))
        .hasMessageContaining("no delayed message has the key K9");
    assertThatThrownBy(() -> call("delayed-cancel")).hasMessageContaining("KEY is missing");
  }

  @Test
  void messagesAreRescheduled() throws CommandFailure {
    assertThat(call("delayed-reschedule", "K1", "2026-11-21T00:42:01"))
        .contains("2026-11-21 00:42:01");
    assertThat(delay.rescheduled).isEqualTo(DUE - 322);
    call("delayed-reschedule", "K1", "2026-11-21 00:42");
    assertThat(delay.rescheduled).isEqualTo(DUE - 1_322);
    assertThat(call("delayed-reschedule", "K1", "0")).contains("now");
    assertThatThrownBy(() -> call("delayed-reschedule", "K1", "tomorrow"))
        .hasMessageContaining("'tomorrow' is no time");
    assertThatThrownBy(() -> call("delayed-reschedule", "K0", "0"))
        .hasMessageContaining("delivered already");
  }

  @Test
  void lanesAreShownAndSwitched() throws CommandFailure {
    assertThat(call("delay-lanes")).contains("levels", "heap", "wheel", "no engine");
    call("delay-switch", "timer", "heap");
    assertThat(delay.switched).isEqualTo("timer=heap");
    assertThatThrownBy(() -> call("delay-switch", "timer", "none"))
        .hasMessageContaining("no delay engine none");
    assertThatThrownBy(() -> call("delay-switch", "timer")).hasMessageContaining("ENGINE");
  }

  @Test
  void withoutABrokerThatIsSaid() {
    node.gone(DelayAdmin.class, delay);
    assertThatThrownBy(() -> call("delayed")).hasMessageContaining("no broker runs");
  }
}
