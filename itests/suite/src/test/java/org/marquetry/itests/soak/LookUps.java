/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.MessageExt;

/** Looks for any message that was acknowledged, by key, unique key and position; each is found. */
final class LookUps implements Workload {

  private static final int MOST = 32;
  private static final long MARGIN_MILLIS = 3_600_000;

  private final Stage stage;
  private final Random random;
  private final Queue<LookUp> open = new ConcurrentLinkedQueue<>();
  private final Tally tally =
      new Tally(Arrays.stream(Way.values()).map(Way::toString).toArray(String[]::new));
  private DefaultMQProducer client;

  private record LookUp(Parcel parcel, Way way) {}

  private enum Way {
    KEY,
    UNIQUE_KEY,
    POSITION;

    @Override
    public String toString() {
      return "by " + name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  LookUps(Stage stage, Random random) {
    this.stage = stage;
    this.random = random;
  }

  @Override
  public String name() {
    return "look-up";
  }

  @Override
  public void open() throws Exception {
    client = stage.producer("SoakLookUp");
  }

  @Override
  public void step() throws InterruptedException {
    Parcel any = stage.journal().anyOwed(random);
    if (any != null && open.size() < MOST) {
      open.add(new LookUp(any, Way.values()[random.nextInt(Way.values().length)]));
    }
    lookUp();
  }

  @Override
  public boolean finish() throws InterruptedException {
    lookUp();
    return open.isEmpty();
  }

  /** Looks for the one that waits longest; an answer that it is not there yet is not the last. */
  private void lookUp() throws InterruptedException {
    LookUp next = open.poll();
    if (next == null) {
      return;
    }
    try {
      compare(next, messages(next));
      tally.count(next.way().toString());
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      next.parcel().note("looked for " + next.way() + ": " + e);
      tally.count("asked again");
      open.add(next);
      Stage.refused();
    }
  }

  private List<MessageExt> messages(LookUp wanted) throws Exception {
    Parcel parcel = wanted.parcel();
    return switch (wanted.way()) {
      case KEY -> {
        long now = System.currentTimeMillis();
        yield client
            .queryMessage(
                parcel.topic(), parcel.id(), MOST, now - MARGIN_MILLIS, now + MARGIN_MILLIS)
            .getMessageList();
      }
      case UNIQUE_KEY -> List.of(client.viewMessage(parcel.topic(), parcel.place().uniqueKey()));
      case POSITION -> List.of(client.viewMessage(parcel.topic(), parcel.place().offsetId()));
    };
  }

  private void compare(LookUp wanted, List<MessageExt> messages) {
    Parcel parcel = wanted.parcel();
    for (MessageExt message : messages) {
      if (messages.size() != 1
          || !parcel.id().equals(message.getKeys())
          || parcel.bodyHash() != Journal.hash(message.getBody())
          || parcel.place().queueId() != message.getQueueId()
          || parcel.place().queueOffset() != message.getQueueOffset()) {
        stage.journal().fault(wanted.way() + " was found " + messages + " instead of " + parcel);
        return;
      }
    }
  }

  @Override
  public List<Group> groups() {
    return List.of();
  }

  @Override
  public List<String> awaited() {
    return open.stream().map(each -> "not found " + each.way() + " " + each.parcel()).toList();
  }

  @Override
  public Tally tally() {
    return tally;
  }
}
