/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.io.IOException;
import java.nio.file.Path;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.marquetry.system.Scheduler;

/** What the allocation of queues keeps on the disk. Thread-safe. */
public final class AllocationFiles {

  private final GroupChoices choices;
  private final RequestModes modes;
  private final AssignmentTable assignments;

  private AllocationFiles(GroupChoices choices, RequestModes modes, AssignmentTable assignments) {
    this.choices = choices;
    this.modes = modes;
    this.assignments = assignments;
  }

  /**
   * Reads everything. Blocks.
   *
   * @param directory of the broker's tables
   * @throws IOException if what was chosen cannot be understood; the message names the file and the
   *     remedy
   */
  public static AllocationFiles open(Disk disk, Path directory, Clock clock, Scheduler scheduler)
      throws IOException {
    return new AllocationFiles(
        new GroupChoices(new JsonFile(disk, directory.resolve("allocate.json"))),
        new RequestModes(new JsonFile(disk, directory.resolve("messageRequestMode.json"))),
        new AssignmentTable(
            new AssignmentFile(new JsonFile(disk, directory.resolve("assignments.json"))),
            clock,
            scheduler));
  }

  GroupChoices choices() {
    return choices;
  }

  RequestModes modes() {
    return modes;
  }

  AssignmentTable assignments() {
    return assignments;
  }

  /** Writes what is not on the disk yet. Blocks. */
  public void persist() throws IOException {
    assignments.persist();
  }
}
