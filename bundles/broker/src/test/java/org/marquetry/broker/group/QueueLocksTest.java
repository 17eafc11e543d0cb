/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.marquetry.broker.fake.FakeClock;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.broker.pull.Memberships;
import org.marquetry.remoting.Processors;

class QueueLocksTest {

  private final FakeClock clock = new FakeClock();
  private final QueueLocks locks = new QueueLocks(clock);
  private final Processors processors = processors();

  private Processors processors() {
    Processors.Builder builder = Processors.builder();
    new LockProcessor(locks, Memberships.NONE, () -> {}).contribute(builder, Runnable::run);
    return builder.build();
  }

  private FakeReply ask(int code, String client, int... queues) {
    StringBuilder set = new StringBuilder();
    for (int queue : queues) {
      set.append(set.isEmpty() ? "" : ",").append(name(queue));
    }
    return FakeRequest.of(code)
        .body(
            "{\"clientId\":\""
                + client
                + "\",\"consumerGroup\":\"G\",\"mqSet\":["
                + set
                + "],\"onlyThisBroker\":false}")
        .answeredBy(processors);
  }

  private static String name(int queue) {
    return "{\"brokerName\":\"b\",\"queueId\":" + queue + ",\"topic\":\"T\"}";
  }

  @Test
  void freeQueuesAreLocked() {
    FakeReply reply = ask(41, "c1", 0, 1);

    assertThat(reply.code()).isZero();
    assertThat(reply.text()).isEqualTo("{\"lockOKMQSet\":[" + name(0) + "," + name(1) + "]}");
    assertThat(locks.owner("G", "T", "b", 0)).isEqualTo("c1");
    assertThat(locks.holdsAny("G")).isTrue();
  }

  @Test
  void queuesOfAnotherClientAreLeftOutOfTheAnswer() {
    ask(41, "c1", 0);

    assertThat(ask(41, "c2", 0, 1).text()).isEqualTo("{\"lockOKMQSet\":[" + name(1) + "]}");
  }

  @Test
  void leaseEndsAMinuteAfterItWasRenewed() {
    ask(41, "c1", 0);
    clock.advance(40_000);
    ask(41, "c1", 0);
    clock.advance(59_999);
    assertThat(ask(41, "c2", 0).text()).isEqualTo("{\"lockOKMQSet\":[]}");
    assertThat(locks.holdsAny("G")).isTrue();

    clock.advance(1);
    assertThat(locks.holdsAny("G")).isFalse();
    assertThat(locks.owner("G", "T", "b", 0)).isNull();
    assertThat(ask(41, "c2", 0).text()).contains(name(0));
  }

  @Test
  void onlyTheOwnerUnlocks() {
    ask(41, "c1", 0);
    assertThat(ask(42, "c2", 0).code()).isZero();
    assertThat(locks.owner("G", "T", "b", 0)).isEqualTo("c1");

    ask(42, "c1", 0);
    assertThat(locks.owner("G", "T", "b", 0)).isNull();
    assertThat(locks.holdsAny("G")).isFalse();
  }

  @Test
  void locksOfGroupsDoNotTouch() {
    ask(41, "c1", 0);

    assertThat(locks.holdsAny("H")).isFalse();
  }

  @Test
  void bodyWithoutGroupIsRefused() {
    FakeReply reply = FakeRequest.of(41).body("{\"clientId\":\"c\"}").answeredBy(processors);

    assertThat(reply.code()).isEqualTo(1);
    assertThat(reply.remark()).contains("consumerGroup");
  }

  @Test
  void bodyThatIsNoObjectIsRefused() {
    assertThat(FakeRequest.of(41).body("[").answeredBy(processors).code()).isEqualTo(1);
    assertThat(FakeRequest.of(42).body("").answeredBy(processors).code()).isEqualTo(1);
  }
}
