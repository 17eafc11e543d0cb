/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.marquetry.broker.fake.FakeClock;

class BrokerStatsTest {

  private final FakeClock clock = new FakeClock();
  private final BrokerStats stats = new BrokerStats(clock);

  private void pass(int samples) {
    for (int i = 0; i < samples; i++) {
      clock.advance(BrokerStats.SAMPLE_MILLIS);
      stats.sample();
    }
  }

  private JsonObject window(String name, String key, String window) {
    return JsonParser.parseString(stats.json(name, key)).getAsJsonObject().getAsJsonObject(window);
  }

  @Test
  void whatWasNeverCountedIsUnknown() {
    assertThat(stats.json("TOPIC_PUT_NUMS", "T")).isNull();
    assertThat(stats.json("GROUP_GET_NUMS", "T@G")).isNull();
    assertThat(stats.json("GROUP_GET_NUMS", "no separator")).isNull();
    assertThat(stats.json("NO_SUCH", "T")).isNull();
  }

  @Test
  void minuteWindowForgetsWhatIsOlder() {
    stats.put("T", 3, 300);
    stats.put("T", 1, 100);
    pass(1);
    JsonObject minute = window("TOPIC_PUT_NUMS", "T", "statsMinute");
    assertThat(minute.get("sum").getAsInt()).isEqualTo(4);
    assertThat(minute.get("tps").getAsDouble()).isEqualTo(0.4);
    assertThat(minute.get("avgpt").getAsDouble()).isEqualTo(2);
    assertThat(window("TOPIC_PUT_SIZE", "T", "statsMinute").get("sum").getAsInt()).isEqualTo(400);

    pass(7);
    assertThat(window("TOPIC_PUT_NUMS", "T", "statsMinute").get("sum").getAsInt()).isZero();
    pass(52);
    assertThat(window("TOPIC_PUT_NUMS", "T", "statsHour").get("sum").getAsInt()).isEqualTo(4);
    assertThat(window("TOPIC_PUT_NUMS", "T", "statsDay").get("sum").getAsInt()).isZero();
    pass(300);
    assertThat(window("TOPIC_PUT_NUMS", "T", "statsDay").get("sum").getAsInt()).isEqualTo(4);
  }

  @Test
  void groupsAreCountedByTopic() {
    stats.get("G", "T", 5, 500);
    stats.sentBack("G", "T");
    stats.deadLetter("G", "T");
    pass(1);

    assertThat(window("GROUP_GET_NUMS", "T@G", "statsMinute").get("sum").getAsInt()).isEqualTo(5);
    assertThat(window("GROUP_GET_SIZE", "T@G", "statsMinute").get("sum").getAsInt()).isEqualTo(500);
    assertThat(window("SNDBCK_PUT_NUMS", "T@G", "statsMinute").get("sum").getAsInt()).isEqualTo(1);
    assertThat(window("DLQ_PUT_NUMS", "T@G", "statsMinute").get("sum").getAsInt()).isEqualTo(1);
    assertThat(stats.getRate("G", "T")).isEqualTo(0.5);
    assertThat(stats.getRate("H", "T")).isZero();
  }

  @Test
  void ratesAreThreeNumbersWithSingleBlanks() {
    stats.put("T", 60, 600);
    stats.get("G", "T", 30, 300);
    stats.missed();
    pass(1);

    assertThat(stats.totals())
        .containsEntry("putTps", "6.000 6.000 6.000")
        .containsEntry("getTransferredTps", "3.000 3.000 3.000")
        .containsEntry("getFoundTps", "0.100 0.100 0.100")
        .containsEntry("getMissTps", "0.100 0.100 0.100")
        .containsEntry("getTotalTps", "0.200 0.200 0.200")
        .containsEntry("msgPutTotalTodayNow", "60")
        .containsEntry("putMessageAverageSize", "10.0");
    pass(1);
    assertThat(stats.totals()).containsEntry("putTps", "0.000 3.000 3.000");
  }

  @Test
  void totalsAreKeptAtMidnight() {
    stats.put("T", 60, 600);
    clock.advance(TimeUnit.DAYS.toMillis(1));
    stats.sample();
    stats.put("T", 40, 400);
    stats.sample();
    assertThat(stats.totals())
        .containsEntry("msgPutTotalYesterdayMorning", "0")
        .containsEntry("msgPutTotalTodayMorning", "60")
        .containsEntry("msgPutTotalTodayNow", "100");

    clock.advance(TimeUnit.DAYS.toMillis(1));
    stats.sample();
    assertThat(stats.totals())
        .containsEntry("msgPutTotalYesterdayMorning", "60")
        .containsEntry("msgPutTotalTodayMorning", "100");
  }

  @Test
  void deletedTopicsAndGroupsAreForgotten() {
    stats.put("T", 1, 1);
    stats.get("G", "T", 1, 1);
    stats.get("G", "U", 1, 1);
    stats.removeTopic("T");
    assertThat(stats.json("TOPIC_PUT_NUMS", "T")).isNull();
    assertThat(stats.json("GROUP_GET_NUMS", "T@G")).isNull();
    assertThat(stats.json("GROUP_GET_NUMS", "U@G")).isNotNull();

    stats.removeGroup("G");
    assertThat(stats.json("GROUP_GET_NUMS", "U@G")).isNull();
    assertThat(stats.json("BROKER_PUT_NUMS", "broker-a")).isNotNull();
  }
}
