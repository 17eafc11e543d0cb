/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.fake.FakeClock;
import org.marquetry.broker.fake.MemoryDisk;
import org.marquetry.broker.json.JsonFile;

class TopicTableTest {

  private static final Path FILE = Path.of("config", "topics.json");

  private final MemoryDisk disk = new MemoryDisk();
  private final FakeClock clock = new FakeClock();

  private TopicTable open() throws IOException {
    return new TopicTable(new TopicFile(disk, FILE), clock);
  }

  @Test
  void keepsTopicsOverARestart() throws Exception {
    TopicTable table = open();
    TopicConfig topic =
        new TopicConfig("T", 4, 8, 6, "MULTI_TAG", 3, true, Map.of("message.type", "FIFO"));
    table.put(topic);
    table.put(TopicConfig.of("U", 2, 6));
    DataVersion version = table.version();

    TopicTable again = open();
    assertThat(again.find("T")).isEqualTo(topic);
    assertThat(again.find("U")).isEqualTo(TopicConfig.of("U", 2, 6));
    assertThat(again.version()).isEqualTo(version);
    assertThat(again.all()).extracting(TopicConfig::name).containsExactly("T", "U");
  }

  @Test
  void readsWhatRocketMqWrites() throws Exception {
    disk.replace(
        FILE,
        """
        {
        \t"dataVersion":{"counter":12,"stateVersion":0,"timestamp":1795221721322},
        \t"topicConfigTable":{
        \t\t"old":{"order":false,"perm":6,"readQueueNums":4,"topicFilterType":"SINGLE_TAG",
        \t\t\t"topicName":"old","topicSysFlag":0,"writeQueueNums":4},
        \t\t"new":{"attributes":{"message.type":"DELAY"},"perm":7,"topicName":"new"}
        \t}
        }
        """
            .getBytes(UTF_8));
    TopicTable table = open();
    assertThat(table.find("old")).isEqualTo(TopicConfig.of("old", 4, 6));
    assertThat(table.find("new"))
        .isEqualTo(
            new TopicConfig(
                "new", 16, 16, 7, "SINGLE_TAG", 0, false, Map.of("message.type", "DELAY")));
    assertThat(table.version()).isEqualTo(new DataVersion(12, 0, 1795221721322L));
  }

  @Test
  void namesATopicThatCannotBeUnderstood() throws Exception {
    disk.replace(FILE, "{\"topicConfigTable\":{\"T\":{\"perm\":\"x\"}}}".getBytes(UTF_8));
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("topics.json")
        .hasMessageContaining("topic T");
  }

  @Test
  void countsAndTellsRealChangesOnly() throws Exception {
    TopicTable table = open();
    List<String> news = new ArrayList<>();
    table.onChange(
        new TopicListener() {
          @Override
          public void changed(TopicConfig topic) {
            news.add("+" + topic.name());
          }

          @Override
          public void deleted(String topic) {
            news.add("-" + topic);
          }
        });
    table.put(TopicConfig.of("T", 4, 6));
    DataVersion version = table.version();
    table.put(TopicConfig.of("T", 4, 6));
    assertThat(table.version()).isEqualTo(version);
    assertThat(table.delete("T")).isTrue();
    assertThat(table.delete("T")).isFalse();
    assertThat(table.version().counter()).isEqualTo(version.counter() + 1);
    assertThat(news).containsExactly("+T", "-T");
    assertThat(open().find("T")).isNull();
  }

  @Test
  void createsFromATemplateThatMayBeInherited() throws Exception {
    TopicTable table = open();
    table.put(TopicConfig.of("TBW102", 8, 7));
    table.put(TopicConfig.of("plain", 8, 6));
    assertThat(table.createFrom("TBW102", "A", 4)).isEqualTo(TopicConfig.of("A", 4, 6));
    assertThat(table.createFrom("TBW102", "B", 100)).isEqualTo(TopicConfig.of("B", 8, 6));
    assertThat(table.createFrom("TBW102", "A", 1)).isEqualTo(TopicConfig.of("A", 4, 6));
    assertThat(table.createFrom("plain", "C", 4)).isNull();
    assertThat(table.createFrom("missing", "C", 4)).isNull();
    assertThat(table.createFrom(null, "C", 4)).isNull();
    assertThat(table.find("C")).isNull();
  }

  @Test
  void makesTheTopicsOfAGroup() throws Exception {
    TopicTable table = open();
    assertThat(table.retryTopic("g", 1, true).order()).isTrue();
    assertThat(table.deadLetterTopic("g")).isEqualTo(TopicConfig.of("%DLQ%g", 1, 6));
    assertThat(table.find("%RETRY%g").readQueues()).isEqualTo(1);
  }

  @Test
  void makesTheBrokersOwnTopics() throws Exception {
    TopicTable table = open();
    BrokerSettings settings = BrokerSettings.parse(Map.of(), Path.of("data"));
    table.createSystemTopics(SystemTopics.of(settings));
    assertThat(table.find("TBW102")).isEqualTo(TopicConfig.of("TBW102", 8, 7));
    assertThat(table.find("SCHEDULE_TOPIC_XXXX").writeQueues()).isEqualTo(18);
    assertThat(table.find("BenchmarkTest").readQueues()).isEqualTo(1024);
    assertThat(table.find("DefaultCluster").permission()).isEqualTo(7);
    assertThat(table.system("DefaultCluster")).isTrue();
    assertThat(table.system("broker-a")).isTrue();
    assertThat(table.system("rmq_sys_anything")).isTrue();
    assertThat(table.system("T")).isFalse();
    DataVersion version = table.version();
    table.createSystemTopics(SystemTopics.of(settings));
    assertThat(table.version()).isEqualTo(version);
  }

  @Test
  void hasNoTemplateWhereTopicsAreNotCreatedAutomatically() throws Exception {
    BrokerSettings settings =
        BrokerSettings.parse(Map.of("autoCreateTopicEnable", "false"), Path.of("data"));
    assertThat(SystemTopics.of(settings))
        .extracting(TopicConfig::name)
        .doesNotContain("TBW102", "RMQ_SYS_TRACE_TOPIC")
        .contains("SELF_TEST_TOPIC", "DefaultCluster_REPLY_TOPIC");
  }

  @Test
  void storeWithStaticTopicsIsRefused() throws Exception {
    JsonFile file = new JsonFile(disk, FILE.resolveSibling("topicQueueMapping.json"));
    StaticTopics.refuse(file);
    file.write("{\"dataVersion\":{},\"topicQueueMappingInfoMap\":{}}");
    StaticTopics.refuse(file);
    file.write("{\"topicQueueMappingInfoMap\":{\"Static\":{\"bname\":\"b\",\"currIdMap\":{0:0}}}}");
    assertThatThrownBy(() -> StaticTopics.refuse(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("topicQueueMapping.json")
        .hasMessageContaining("[Static]");
  }
}
