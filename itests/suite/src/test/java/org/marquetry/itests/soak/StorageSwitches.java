/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.marquetry.itests.node.Shell;

/**
 * Has the log go on in another storage backend again and again; nobody may notice. What lies in
 * memory ends with the process: so this begins when the broker will not be stopped any more.
 */
final class StorageSwitches implements Workload {

  private static final int UPDATE_CONFIG = 25;
  private static final int LONGEST_PAUSE_MILLIS = 2_000;
  private static final String FLUSH_LATER = "flushDiskType=ASYNC_FLUSH";

  private final Stage stage;
  private final Random random;
  private final Tally tally = new Tally("to memory", "to mapped");
  private String written = "mapped";
  private volatile boolean allowed;

  StorageSwitches(Stage stage, Random random) {
    this.stage = stage;
    this.random = random;
  }

  @Override
  public String name() {
    return "storage";
  }

  @Override
  public void open() {}

  /** Sends are acknowledged without a disk from now on. */
  @Override
  public void brokerLasts() throws IOException {
    byte[] config = FLUSH_LATER.getBytes(StandardCharsets.UTF_8);
    int code = stage.ask(UPDATE_CONFIG, config).getCode();
    if (code != 0) {
      throw new IOException(FLUSH_LATER + " was answered with " + code);
    }
    allowed = true;
  }

  @Override
  public void step() throws InterruptedException, IOException {
    if (!allowed) {
      return;
    }
    TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
    String other = written.equals("mapped") ? "memory" : "mapped";
    Shell.Answer answer = stage.node().shell().run("mq:store-switch " + other);
    if (answer.status() == 0) {
      written = other;
      tally.count("to " + other);
    } else {
      stage.journal().fault("not switched to " + other + ": " + answer.output());
    }
  }

  @Override
  public List<Group> groups() {
    return List.of();
  }

  @Override
  public Tally tally() {
    return tally;
  }
}
