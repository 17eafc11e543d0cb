/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.Test;

/** Whatever a broker may do wrong, the auditor of the soak says so, and nothing else. */
class DeliveriesTest {

  private final MadeUp events = new MadeUp();
  private final Deliveries deliveries = events.deliveries(Deliveries.Places.ACKNOWLEDGED);
  private final Message message = MadeUp.message("wanted");

  private void came(Deliveries by, int queue, long offset) {
    by.came(MadeUp.delivery(message, queue, offset), "member");
  }

  private void came(int queue, long offset) {
    came(deliveries, queue, offset);
  }

  private void assertNothingWrong(Deliveries audited) {
    assertThat(events.journal().faults()).isEmpty();
    assertThat(audited.wrong()).isEmpty();
    assertThat(audited.missing()).isEmpty();
  }

  @Test
  void nothingIsWrongWithWhatComesOnceWhereItLies() {
    events.acknowledged(message, 1, 7);
    came(1, 7);
    assertNothingWrong(deliveries);
    assertThat(deliveries.count()).isEqualTo(1);
    assertThat(deliveries.repeated()).isZero();
  }

  @Test
  void whatWasAcknowledgedAndDoesNotComeIsMissing() {
    Parcel parcel = events.acknowledged(message, 1, 7);
    assertThat(deliveries.missing()).containsExactly(parcel);
  }

  @Test
  void whatWasNotAcknowledgedMayComeOrNot() {
    events.sent(message);
    assertNothingWrong(deliveries);
    came(1, 7);
    assertNothingWrong(deliveries);
  }

  @Test
  void whatIsNotWantedIsNotMissing() {
    events.acknowledged(MadeUp.message("unwanted"), 1, 7);
    assertNothingWrong(deliveries);
  }

  @Test
  void whatIsFilteredOutMayNotCome() {
    Message unwanted = MadeUp.message("unwanted");
    events.acknowledged(unwanted, 1, 7);
    deliveries.came(MadeUp.delivery(unwanted, 1, 7), "member");
    assertThat(events.journal().faults()).singleElement().asString().contains("does not want");
  }

  @Test
  void whatWasRolledBackOrCancelledMayNotCome() {
    Parcel parcel = events.sent(message);
    came(1, 7);
    parcel.fate(Parcel.Fate.NEVER, "cancelled");
    assertThat(deliveries.wrong()).singleElement().asString().contains("what nobody may get");
    assertThat(deliveries.missing()).isEmpty();
  }

  @Test
  void earlyIsWhatCameBeforeItsTime() {
    Parcel parcel = events.acknowledged(message, 1, 7);
    came(1, 7);
    parcel.notBefore(System.currentTimeMillis() + 60_000);
    assertThat(deliveries.wrong()).singleElement().asString().contains("ms before its time");
  }

  @Test
  void theFirstTimeTellsWhetherAMessageWasEarly() {
    Parcel parcel = events.acknowledged(message, 1, 7);
    parcel.notBefore(System.currentTimeMillis() - 1);
    came(1, 7);
    assertNothingWrong(deliveries);
  }

  @Test
  void anotherBodyIsTold() {
    events.acknowledged(message, 1, 7);
    MessageExt changed = MadeUp.delivery(message, 1, 7);
    changed.setBody("bodY".getBytes(StandardCharsets.UTF_8));
    deliveries.came(changed, "member");
    assertThat(events.journal().faults()).singleElement().asString().contains("another body");
  }

  @Test
  void anotherPropertyIsTold() {
    events.acknowledged(message, 1, 7);
    MessageExt changed = MadeUp.delivery(message, 1, 7);
    changed.putUserProperty("mark", "changed");
    deliveries.came(changed, "member");
    assertThat(events.journal().faults()).singleElement().asString().contains("other properties");
  }

  @Test
  void aTagThatIsGoneIsTold() {
    Message untagged = MadeUp.message("wanted");
    events.acknowledged(untagged, 1, 7);
    MessageExt changed = MadeUp.delivery(untagged, 1, 7);
    changed.setTags("other");
    deliveries.came(changed, "member");
    assertThat(events.journal().faults()).singleElement().asString().contains("other properties");
  }

  @Test
  void whatNobodySentIsTold() {
    message.setKeys("nobody's");
    came(1, 7);
    assertThat(events.journal().faults()).singleElement().asString().contains("was not sent");
  }

  @Test
  void whatWasSentToAnotherTopicIsTold() {
    Message elsewhere = new Message("Elsewhere", message.getBody());
    events.acknowledged(elsewhere, 1, 7);
    deliveries.came(MadeUp.delivery(elsewhere, 1, 7), "member");
    assertThat(events.journal().faults()).singleElement().asString().contains("was not sent to");
  }

  @Test
  void whatLiesElsewhereThanItWasAcknowledgedIsMisplaced() {
    events.acknowledged(message, 1, 7);
    came(1, 8);
    assertThat(deliveries.wrong()).singleElement().asString().contains("got from elsewhere");
  }

  @Test
  void whatLiesAtTwoPlacesWasStoredTwiceWhateverHappened() {
    Deliveries one = events.deliveries(Deliveries.Places.ONE);
    events.acknowledged(message, 1, 7);
    came(one, 0, 3);
    events.disturb();
    came(one, 0, 4);
    assertThat(one.wrong()).singleElement().asString().contains("from two places");
  }

  @Test
  void nothingMayComeTwiceWhileNothingIsDisturbed() {
    events.acknowledged(message, 1, 7);
    events.disturb();
    came(1, 7);
    came(1, 7);
    events.disturb();
    assertThat(deliveries.wrong())
        .singleElement()
        .asString()
        .contains("twice while nothing was disturbed");
  }

  @Test
  void whatSpansADisturbanceMayComeTwice() {
    events.acknowledged(message, 1, 7);
    came(1, 7);
    events.disturb();
    came(1, 7);
    assertNothingWrong(deliveries);
    assertThat(deliveries.repeated()).isEqualTo(1);
  }

  @Test
  void aDisturbanceOfOneGroupExcusesNoOther() {
    events.acknowledged(message, 1, 7);
    came(1, 7);
    events.disturb("Others");
    came(1, 7);
    assertThat(deliveries.wrong()).hasSize(1);
    events.disturb(MadeUp.GROUP);
    came(1, 7);
    assertThat(deliveries.wrong()).hasSize(1);
  }

  @Test
  void whatWasSentBackMayComeFromElsewhereOnceTheBrokerWasAway() {
    Deliveries back = events.deliveries(Deliveries.Places.SENT_BACK);
    events.acknowledged(message, 1, 7);
    came(back, 0, 3);
    came(back, 0, 4);
    assertThat(back.wrong()).singleElement().asString().contains("twice");
    Message other = MadeUp.message("wanted");
    events.acknowledged(other, 1, 8);
    events.disturb();
    back.came(MadeUp.delivery(other, 0, 5), "member");
    back.came(MadeUp.delivery(other, 0, 6), "member");
    assertThat(back.wrong()).hasSize(1);
  }

  @Test
  void knowsWhatCameAgainSinceAMoment() {
    Parcel parcel = events.acknowledged(message, 1, 7);
    came(1, 7);
    long moment = events.disturbances().now();
    assertThat(deliveries.hasSince(parcel, moment)).isFalse();
    came(1, 7);
    assertThat(deliveries.hasSince(parcel, moment)).isTrue();
  }
}
