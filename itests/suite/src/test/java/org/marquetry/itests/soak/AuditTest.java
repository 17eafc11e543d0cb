/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.apache.rocketmq.common.message.Message;
import org.junit.jupiter.api.Test;

class AuditTest {

  private final MadeUp events = new MadeUp();
  private final Deliveries deliveries = events.deliveries(Deliveries.Places.ACKNOWLEDGED);
  private final Tally tally = new Tally("done");
  private final MadeUpWorkload workload = new MadeUpWorkload();
  private final Audit audit =
      new Audit(events.journal(), List.of(workload), (group, parcel) -> ", evidence");

  private final class MadeUpWorkload implements Workload {

    private List<String> awaited = List.of();
    private List<String> wrong = List.of();

    @Override
    public String name() {
      return "made up";
    }

    @Override
    public void open() {}

    @Override
    public void step() {}

    @Override
    public List<Group> groups() {
      return List.of(new MadeUpGroup());
    }

    @Override
    public List<String> awaited() {
      return awaited;
    }

    @Override
    public List<String> wrong() {
      return wrong;
    }

    @Override
    public Tally tally() {
      return tally;
    }
  }

  private final class MadeUpGroup implements Group {

    @Override
    public String name() {
      return MadeUp.GROUP;
    }

    @Override
    public void change(Random random) {}

    @Override
    public Settling settling() {
      return () -> "";
    }

    @Override
    public List<Deliveries> deliveries() {
      return List.of(deliveries);
    }
  }

  private void delivered() {
    Message message = MadeUp.message("wanted");
    events.acknowledged(message, 0, 0);
    deliveries.came(MadeUp.delivery(message, 0, 0), "member");
  }

  @Test
  void nothingIsWrongWhereEverythingCameAndWasDone() {
    delivered();
    tally.count("done");
    assertThat(audit.isComplete()).isTrue();
    assertThat(audit.wrong()).isEmpty();
  }

  @Test
  void aWorkloadThatDidNothingIsTold() {
    delivered();
    assertThat(audit.wrong()).containsExactly("made up: never done");
  }

  @Test
  void aGroupThatGotNothingIsTold() {
    tally.count("done");
    assertThat(audit.wrong()).containsExactly("Readers got nothing at all");
  }

  @Test
  void whatIsMissingIsAwaitedAndToldWithEvidence() {
    delivered();
    tally.count("done");
    events.acknowledged(MadeUp.message("wanted"), 0, 1);
    assertThat(audit.isComplete()).isFalse();
    assertThat(audit.wrong())
        .singleElement()
        .asString()
        .contains("Readers did not get made up-2")
        .endsWith(", evidence");
  }

  @Test
  void whatAWorkloadAwaitsOrFindsWrongIsTold() {
    delivered();
    tally.count("done");
    workload.awaited = List.of("an answer");
    workload.wrong = List.of("a wrong one");
    assertThat(audit.isComplete()).isFalse();
    assertThat(audit.wrong()).containsExactly("a wrong one", "an answer");
  }

  @Test
  void faultsAndRepetitionsAreTold() {
    delivered();
    tally.count("done");
    Message twice = MadeUp.message("wanted");
    events.acknowledged(twice, 0, 1);
    deliveries.came(MadeUp.delivery(twice, 0, 1), "member");
    deliveries.came(MadeUp.delivery(twice, 0, 1), "member");
    events.journal().fault("out of order");
    assertThat(audit.wrong())
        .hasSize(2)
        .anyMatch(fault -> fault.endsWith("out of order"))
        .anyMatch(fault -> fault.contains("twice while nothing was disturbed"));
  }
}
