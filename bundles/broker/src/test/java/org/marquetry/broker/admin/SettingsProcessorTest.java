/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.BrokerFixture;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.broker.topic.DataVersion;
import org.marquetry.remoting.Command;

class SettingsProcessorTest {

  private BrokerFixture broker;

  @BeforeEach
  void open(@TempDir Path root) throws Exception {
    broker = new BrokerFixture(root, Map.of("aKeyOfTheFuture", "C:\\x"));
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private FakeReply update(String body) {
    return broker.ask(FakeRequest.of(25).body(body));
  }

  private boolean autoCreateGroups() {
    return broker.settings.current().topics().autoCreateGroups();
  }

  @Test
  void liveKeyIsChangedAtOnce() {
    assertThat(update("autoCreateSubscriptionGroup=false\n").code()).isZero();
    assertThat(autoCreateGroups()).isFalse();
  }

  @Test
  void keysOfTheBlackListAreRefusedAndNothingIsChanged() {
    FakeReply reply = update("autoCreateSubscriptionGroup=false\nbrokerConfigPath=/x\n");

    assertThat(reply.code()).isEqualTo(16);
    assertThat(reply.remark()).contains("brokerConfigPath");
    assertThat(autoCreateGroups()).isTrue();
  }

  @Test
  void unknownKeysAreRefusedAndNothingIsChanged() {
    FakeReply reply = update("autoCreateSubscriptionGroup=false\nnoSuchKey=1\naKeyOfTheFuture=2\n");

    assertThat(reply.code()).isEqualTo(29);
    assertThat(reply.remark()).contains("noSuchKey", "aKeyOfTheFuture");
    assertThat(autoCreateGroups()).isTrue();
  }

  @Test
  void badValueIsRefusedWithWhatIsAllowed() {
    FakeReply reply = update("autoCreateSubscriptionGroup=perhaps");

    assertThat(reply.code()).isEqualTo(29);
    assertThat(reply.remark()).contains("autoCreateSubscriptionGroup=perhaps", "true or false");
  }

  @Test
  void keyThatNeedsARestartIsRefusedAndNothingIsChanged() {
    FakeReply reply = update("autoCreateSubscriptionGroup=false\nlistenPort=4711\n");

    assertThat(reply.code()).isEqualTo(29);
    assertThat(reply.remark()).contains("listenPort", "restart");
    assertThat(autoCreateGroups()).isTrue();
  }

  @Test
  void textThatIsNoPropertiesIsRefused() {
    assertThat(update("\\uZZZZ").code()).isEqualTo(1);
    assertThat(update("").code()).isZero();
  }

  @Test
  void permissionIsToldToNameServers() {
    DataVersion before = broker.topics.version();
    broker.network((address, request) -> new Command(0, null, Map.of(), new byte[0]));
    broker.registration.start();
    broker.scheduler.runAll();
    update("brokerPermission=4\n");

    assertThat(broker.topics.version()).isNotEqualTo(before);
    assertThat(broker.scheduler.planned()).contains("register a change");
  }

  @Test
  void everyKeyIsShownAsPropertiesThatReadBack() throws Exception {
    FakeReply reply = broker.ask(FakeRequest.of(26));

    Properties properties = new Properties();
    properties.load(new StringReader(reply.text()));
    assertThat(properties)
        .containsEntry("brokerName", "broker-a")
        .containsEntry("listenPort", "10911")
        .containsEntry("aKeyOfTheFuture", "C:\\x");
    assertThat(JsonParser.parseString(reply.field("version")).getAsJsonObject().keySet())
        .contains("counter", "stateVersion", "timestamp");

    update("autoCreateSubscriptionGroup=false\n");
    FakeReply after = broker.ask(FakeRequest.of(26));
    assertThat(after.field("version")).isNotEqualTo(reply.field("version"));
    assertThat(after.text()).contains("autoCreateSubscriptionGroup=false\n");
  }
}
