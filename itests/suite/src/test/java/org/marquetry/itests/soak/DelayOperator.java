/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.marquetry.itests.node.Shell;

/**
 * Cancels delayed messages and gives them other times, by the commands of an operator. A cancelled
 * message comes to nobody, one with another time not before that. Not thread-safe.
 */
final class DelayOperator {

  private static final int LONGEST_MILLIS = 10_000;

  private final Stage stage;
  private final Random random;
  private final Tally tally;
  private final Deque<Parcel> cancellations = new ArrayDeque<>();

  DelayOperator(Stage stage, Random random, Tally tally) {
    this.stage = stage;
    this.random = random;
    this.tally = tally;
  }

  /** Does one or the other to a message that is owed. */
  void act(Parcel parcel) throws InterruptedException {
    if (random.nextBoolean()) {
      reschedule(parcel);
    } else {
      cancellations.add(parcel);
      cancelNext();
    }
  }

  /** Asks again where the answer did not arrive: it has to be a definite one. */
  boolean finish() throws InterruptedException {
    if (!cancellations.isEmpty()) {
      cancelNext();
    }
    return cancellations.isEmpty();
  }

  private void cancelNext() throws InterruptedException {
    Parcel parcel = cancellations.remove();
    parcel.fate(Parcel.Fate.IN_DOUBT, "to be cancelled");
    Shell.Answer answer = run("mq:delayed-cancel " + parcel.id(), parcel);
    String said = answer.output();
    if (answer.status() == 0 || said.contains("was cancelled already")) {
      parcel.fate(Parcel.Fate.NEVER, "cancelled: " + said.strip());
      tally.count("cancelled");
    } else if (said.contains("was delivered already")) {
      parcel.fate(Parcel.Fate.OWED, "too late to be cancelled");
      tally.count("too late to be cancelled");
    } else if (said.contains("no delayed message")) {
      stage.journal().fault(said.strip() + ": " + parcel);
    } else {
      parcel.note("cancellation not answered: " + said.strip());
      cancellations.add(parcel);
      Stage.refused();
    }
  }

  private void reschedule(Parcel parcel) throws InterruptedException {
    long before = parcel.notBefore();
    long due = System.currentTimeMillis() + random.nextInt(LONGEST_MILLIS);
    parcel.notBefore(Math.min(before, due));
    Shell.Answer answer = run("mq:delayed-reschedule " + parcel.id() + " " + due, parcel);
    String said = answer.output();
    parcel.note("to come at " + due + ": " + said.strip());
    if (answer.status() == 0) {
      parcel.notBefore(due);
      tally.count(due < before ? "moved forward" : "put off");
    } else if (said.contains("was delivered already")) {
      parcel.notBefore(before);
      tally.count("too late to be rescheduled");
    } else if (said.contains("no delayed message")) {
      stage.journal().fault(said.strip() + ": " + parcel);
    } else {
      tally.count("rescheduling not answered");
      Stage.refused();
    }
  }

  private Shell.Answer run(String command, Parcel parcel) {
    try {
      return stage.node().shell().run(command);
    } catch (IOException e) {
      return new Shell.Answer(-1, "no answer about " + parcel.id() + ": " + e);
    }
  }
}
