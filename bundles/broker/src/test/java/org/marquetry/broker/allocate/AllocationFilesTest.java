/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.marquetry.broker.fake.FakeClock;
import org.marquetry.broker.fake.ManualScheduler;
import org.marquetry.broker.fake.MemoryDisk;

class AllocationFilesTest {

  private static final Path DIRECTORY = Path.of("config");

  private final MemoryDisk disk = new MemoryDisk();
  private final FakeClock clock = new FakeClock();
  private final ManualScheduler scheduler = new ManualScheduler();

  private AllocationFiles open() throws IOException {
    return AllocationFiles.open(disk, DIRECTORY, clock, scheduler);
  }

  @Test
  void choicesAreInForceAfterARestart() throws IOException {
    GroupChoice set = new GroupChoice("CONFIG", Map.of("*@m1", "b:0-3"), null);
    GroupChoice steered = new GroupChoice("STICKY", Map.of(), "AVG");
    GroupChoices choices = open().choices();
    choices.put("G", set);
    choices.put("H", steered);
    assertThat(open().choices().all()).isEqualTo(Map.of("G", set, "H", steered));
    choices.put("G", null);
    assertThat(open().choices().all()).isEqualTo(Map.of("H", steered));
  }

  @Test
  void whatWasGivenOutIsKnownAfterARestart() throws IOException {
    AssignmentTable table = open().assignments();
    TopicAssignment assignment = table.of(Fleet.GROUP, Fleet.TOPIC);
    assignment.giveOut(Given.of(Fleet.assignment(Fleet.BLOCKS, Fleet.first(5), "a", "b")));
    table.given(assignment);
    table.given(assignment);
    assertThat(scheduler.planned()).hasSize(1);
    scheduler.runAll();
    assertThat(open().assignments().find(Fleet.GROUP, Fleet.TOPIC).last())
        .isEqualTo(assignment.last());
    table.deleted(Fleet.TOPIC);
    scheduler.runAll();
    assertThat(open().assignments().find(Fleet.GROUP, Fleet.TOPIC)).isNull();
  }

  @Test
  void aFileOfAssignmentsThatIsBrokenIsPassedOver() throws IOException {
    disk.put(DIRECTORY.resolve("assignments.json"), "{oops");
    assertThat(open().assignments().groupNames()).isEmpty();
  }

  @Test
  void aFileOfChoicesThatIsBrokenStopsTheStart() {
    disk.put(DIRECTORY.resolve("allocate.json"), "{oops");
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("allocate.json");
  }

  @Test
  void requestModesAreThoseOfRocketMq() throws IOException {
    disk.put(
        DIRECTORY.resolve("messageRequestMode.json"),
        """
        {"messageRequestModeMap":{"T":{"G":
          {"consumerGroup":"G","mode":"POP","popShareQueueNum":2,"topic":"T"}}}}
        """);
    RequestModes modes = open().modes();
    assertThat(modes.of("T", "G")).isEqualTo(new RequestMode("T", "G", "POP", 2));
    assertThat(modes.of("T", "H")).isNull();
    modes.put(new RequestMode("T", "G", "PULL", 0));
    assertThat(open().modes().of("T", "G").mode()).isEqualTo("PULL");
  }
}
