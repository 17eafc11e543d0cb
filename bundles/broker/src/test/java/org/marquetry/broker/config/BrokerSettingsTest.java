/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marquetry.admin.BrokerAdmin.ConfigEntry;

class BrokerSettingsTest {

  private static final Path DATA = Path.of("data").toAbsolutePath();

  @Test
  void hasTheDefaultsOfRocketMq() throws Exception {
    BrokerSettings settings = BrokerSettings.parse(Map.of(), DATA);
    assertThat(settings.identity())
        .isEqualTo(new BrokerSettings.Identity("DefaultCluster", "broker-a", 0));
    assertThat(settings.network().listenPort()).isEqualTo(10911);
    assertThat(settings.network().nameServers()).isEmpty();
    assertThat(settings.network().brokerIp()).isNull();
    assertThat(settings.topics().autoCreate()).isTrue();
    assertThat(settings.topics().defaultQueues()).isEqualTo(8);
    assertThat(settings.sends().maxBodyBytes()).isEqualTo(4 << 20);
    assertThat(settings.sends().syncFlush()).isFalse();
    assertThat(settings.delays().max()).isEqualTo(18);
    assertThat(settings.delays().millis(18)).isEqualTo(7_200_000);
    assertThat(settings.delays().millis(99)).isEqualTo(7_200_000);
    assertThat(settings.store().root()).isEqualTo(DATA.resolve("store"));
    assertThat(settings.store().logDirectory()).isEqualTo(DATA.resolve("store/commitlog"));
    assertThat(settings.store().queueFileEntries()).isEqualTo(300_000);
    assertThat(settings.entries())
        .hasSize(KnownKeys.ALL.size())
        .allMatch(entry -> entry.source().equals("default"));
  }

  @Test
  void takesAFileOfRocketMqAsItIs() throws Exception {
    BrokerSettings settings =
        BrokerSettings.parse(
            Map.of(
                "brokerClusterName", "C1",
                "brokerName", "north@b1",
                "brokerId", "0",
                "fileReservedTime", "48",
                "flushDiskType", "SYNC_FLUSH",
                "brokerRole", "ASYNC_MASTER",
                "namesrvAddr", "127.0.0.1:9876; 10.0.0.1:9876",
                "storePathRootDir", "/var/store",
                "mappedFileSizeCommitLog", "1048576",
                "someFutureKey", "x"),
            DATA);
    assertThat(settings.identity().cluster()).isEqualTo("C1");
    assertThat(settings.identity().name()).as("with its room").isEqualTo("north@b1");
    assertThat(settings.network().nameServers()).containsExactly("127.0.0.1:9876", "10.0.0.1:9876");
    assertThat(settings.sends().syncFlush()).isTrue();
    assertThat(settings.store().root()).isEqualTo(Path.of("/var/store"));
    assertThat(settings.store().logDirectory()).isEqualTo(Path.of("/var/store/commitlog"));
    assertThat(settings.entries())
        .contains(new ConfigEntry("someFutureKey", "x", "unknown", "not used by this broker"))
        .filteredOn(entry -> entry.source().equals("file"))
        .extracting(ConfigEntry::key)
        .contains("brokerName", "flushDiskType", "fileReservedTime", "namesrvAddr")
        .doesNotContain("someFutureKey");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "listenPort | 99999 | a whole number from 0 to 65535",
        "listenPort | abc | a whole number from 0 to 65535",
        "autoCreateTopicEnable | yes | true or false",
        "flushDiskType | SOMETIMES | ASYNC_FLUSH or SYNC_FLUSH",
        "brokerRole | SLAVE | ASYNC_MASTER or SYNC_MASTER (this version does not replicate)",
        "aclEnable | true | false (this version has no access control)",
        "namesrvAddr | nowhere | host:port, several separated by ';', or nothing",
        "namesrvAddr | host:0 | host:port, several separated by ';', or nothing",
        "mappedFileSizeConsumeQueue | 6000001 | a multiple of 20 from 200 to 2000000000",
        "messageDelayLevel | 1s 5x | numbers with the unit s, m, h or d separated by blanks, such"
            + " as \"1s 5s 1m 2h\"",
        "fileReservedTime | abc | a whole number from 1 to 1000000",
        "deleteWhen | 24 | hours from 00 to 23, several separated by ';', such as \"04\"",
        "brokerName | a b | 1 to 100 letters, digits, '_', '-', '@' or '.', not beginning with '.'",
        "brokerName | .. | 1 to 100 letters, digits, '_', '-', '@' or '.', not beginning with '.'",
        "brokerClusterName | a@b | 1 to 100 letters, digits, '_', '-' or '.', not beginning with"
            + " '.'",
        "brokerId | 1 | 0 (this version does not replicate)",
      })
  void saysWhatIsAllowed(String key, String value, String allowed) {
    assertThatThrownBy(() -> BrokerSettings.parse(Map.of(key, value), DATA))
        .isInstanceOf(SettingsException.class)
        .hasMessage(key + "=" + value + ": allowed is " + allowed);
  }

  @Test
  void everyKeyIsListedOnceAndDefaultsAreAllowed() throws Exception {
    Set<Object> declared = new HashSet<>();
    for (Class<?> keys :
        List.of(
            SettingKeys.class,
            DelayKeys.class,
            TransactionKeys.class,
            StoreKeys.class,
            RetentionKeys.class,
            LightKeys.class)) {
      for (Field field : keys.getDeclaredFields()) {
        if (field.getType() == SettingKey.class) {
          declared.add(field.get(null));
        }
      }
    }
    assertThat(new HashSet<Object>(KnownKeys.ALL)).isEqualTo(declared);
    assertThat(KnownKeys.ALL).extracting(SettingKey::name).doesNotHaveDuplicates();
    for (SettingKey<?> key : KnownKeys.ALL) {
      assertThat(key.read(key.defaultText())).as(key.name()).isNotNull();
      assertThat(key.description()).as(key.name()).isNotBlank();
    }
  }

  @Test
  void changesLiveWhatMayChangeAndNamesTheRest() throws Exception {
    LiveSettings live = new LiveSettings(Map.of("listenPort", "11000"), DATA);
    List<String> needRestart =
        live.change(
            Map.of(
                "flushDiskType", "SYNC_FLUSH",
                "listenPort", "12000",
                "brokerName", "broker-a",
                "other", "1"));
    assertThat(needRestart).containsExactly("listenPort");
    assertThat(live.current().sends().syncFlush()).isTrue();
    assertThat(live.current().network().listenPort()).isEqualTo(11000);
    Map<String, String> sources = new HashMap<>();
    live.current().entries().forEach(entry -> sources.put(entry.key(), entry.source()));
    assertThat(sources)
        .containsEntry("flushDiskType", "live")
        .containsEntry("listenPort", "file")
        .containsEntry("brokerName", "default")
        .containsEntry("other", "unknown");
  }

  @Test
  void whatTheConfigurationNoLongerHasGoesBackToItsDefault() throws Exception {
    LiveSettings live =
        new LiveSettings(Map.of("autoCreateTopicEnable", "false", "listenPort", "11000"), DATA);
    assertThat(live.configure(Map.of("flushDiskType", "SYNC_FLUSH", "listenPort", "11000")))
        .isEmpty();
    assertThat(live.current().topics().autoCreate()).isTrue();
    assertThat(live.current().sends().syncFlush()).isTrue();
    assertThat(live.configure(Map.of())).containsExactly("listenPort");
    assertThat(live.current().sends().syncFlush()).isFalse();
  }

  @Test
  void aBadLiveChangeChangesNothing() throws Exception {
    LiveSettings live = new LiveSettings(Map.of(), DATA);
    BrokerSettings before = live.current();
    assertThatThrownBy(
            () -> live.change(Map.of("flushDiskType", "SYNC_FLUSH", "autoCreateTopicEnable", "no")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("autoCreateTopicEnable=no");
    assertThat(live.current()).isSameAs(before);
  }
}
