/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.system.machine.FileDisk;
import org.marquetry.system.machine.SystemClock;

class ConsumerOffsetsTest {

  @TempDir Path root;
  private Path file;
  private Path backup;

  @BeforeEach
  void files() {
    file = root.resolve("config/consumerOffset.json");
    backup = root.resolve("config/consumerOffset.json.bak");
  }

  private ConsumerOffsets open() throws StoreException {
    return ConsumerOffsets.open(new FileDisk(), file, new SystemClock());
  }

  @Test
  void withoutAFileNobodyHasProgress() throws StoreException {
    ConsumerOffsets offsets = open();
    assertThat(offsets.offset("g", "t", 0)).isEqualTo(-1);
    assertThat(offsets.offsets("g", "t")).isEmpty();
    assertThat(offsets.topics("g")).isEmpty();
    assertThat(offsets.groups("t")).isEmpty();
    offsets.persist();
    assertThat(file).doesNotExist();
  }

  @Test
  void commitsSurviveARestart() throws StoreException {
    ConsumerOffsets offsets = open();
    offsets.commit("g", "t", 0, 5);
    offsets.commit("g", "t", 3, 7);
    offsets.commit("g", "%RETRY%g", 0, 1);
    offsets.commit("h", "t", 0, 0);
    offsets.commit("g", "t", 0, 6);
    offsets.persist();

    ConsumerOffsets again = open();
    assertThat(again.offsets("g", "t")).isEqualTo(Map.of(0, 6L, 3, 7L));
    assertThat(again.offset("g", "t", 1)).isEqualTo(-1);
    assertThat(again.topics("g")).containsExactly("%RETRY%g", "t");
    assertThat(again.groups("t")).containsExactly("g", "h");
  }

  @Test
  void theFileIsInRocketMqsForm() throws Exception {
    ConsumerOffsets offsets = open();
    offsets.commit("g", "t", 1, 5);
    offsets.commit("g", "t", 0, 3);
    offsets.persist();
    assertThat(Files.readString(file))
        .containsPattern("\"dataVersion\":\\{\"counter\":1,\"stateVersion\":0,\"timestamp\":\\d+}")
        .contains("\"offsetTable\":{\n\t\t\"t@g\":{0:3,1:5}\n\t}");
  }

  @Test
  void whatRocketMqWritesIsRead() throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        {
        	"dataVersion":{
        		"counter":17,
        		"stateVersion":0,
        		"timestamp":1763695000000
        	},
        	"groupTopicMap":{"g":["t"]},
        	"offsetTable":{
        		"t@g":{0:12,1:9223372036854775807
        		},
        		"%RETRY%g@g":{0:0
        		}
        	},
        	"pullOffsetTable":{"t@g":{0:13}}
        }\
        """);
    ConsumerOffsets offsets = open();
    assertThat(offsets.offsets("g", "t")).isEqualTo(Map.of(0, 12L, 1, Long.MAX_VALUE));
    assertThat(offsets.offset("g", "%RETRY%g", 0)).isZero();
    offsets.commit("g", "t", 0, 13);
    offsets.persist();
    assertThat(Files.readString(file))
        .contains("\"counter\":18", "\"pullOffsetTable\":{\"t@g\":{\"0\":13}}", "{0:13,");
  }

  @Test
  void topicsAndGroupsAreRemoved() throws StoreException {
    ConsumerOffsets offsets = open();
    offsets.commit("g", "t", 0, 5);
    offsets.commit("g", "u", 0, 5);
    offsets.commit("h", "t", 0, 5);
    offsets.removeTopic("t");
    offsets.removeGroup("nobody");
    offsets.persist();
    assertThat(open().topics("g")).containsExactly("u");
    assertThat(open().groups("t")).isEmpty();
    offsets.removeGroup("g");
    offsets.persist();
    assertThat(open().topics("g")).isEmpty();
  }

  @Test
  void theFileBeforeTheLastIsKeptAndUsedWhereTheLastIsDamaged() throws Exception {
    ConsumerOffsets offsets = open();
    offsets.commit("g", "t", 0, 5);
    offsets.persist();
    assertThat(backup).doesNotExist();
    offsets.commit("g", "t", 0, 6);
    offsets.persist();
    for (String damaged : new String[] {"", "{\"offsetTable\":{\"t@g\":{0:", "[1]", "\0\0\0\0"}) {
      Files.writeString(file, damaged);
      ConsumerOffsets again = open();
      assertThat(again.offset("g", "t", 0)).as("with '%s'", damaged).isEqualTo(5);
      again.commit("g", "t", 0, 8);
      again.persist();
      assertThat(Files.readString(backup)).as("the good one stays").contains("{0:5}");
      assertThat(open().offset("g", "t", 0)).isEqualTo(8);
    }
    Files.delete(file);
    assertThat(open().offset("g", "t", 0)).isEqualTo(5);
  }

  @Test
  void damagedFilesStopTheStart() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{");
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("restore one of the files");
    Files.writeString(backup, "nonsense");
    assertThatThrownBy(this::open).hasMessageContaining(backup.toString());
  }

  @Test
  void aFailedWriteIsTriedAgain() throws Exception {
    ConsumerOffsets offsets = open();
    Files.createDirectories(file);
    offsets.commit("g", "t", 0, 5);
    offsets.persist();
    Files.delete(file);
    offsets.persist();
    assertThat(open().offset("g", "t", 0)).isEqualTo(5);
  }

  @Test
  void whatRocketMqKeepsOfLightQueuesIsRead() throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        {
        	"lmqOffsetTable":{"%LMQ%t@%LMQ%g":5},
        	"offsetTable":{"t@g":{0:12}}
        }\
        """);
    ConsumerOffsets offsets = open();
    assertThat(offsets.offset("%LMQ%g", "%LMQ%t", 0)).isEqualTo(5);
    assertThat(offsets.offset("g", "t", 0)).isEqualTo(12);
    offsets.commit("%LMQ%g", "%LMQ%t", 0, 6);
    offsets.persist();
    assertThat(open().offset("%LMQ%g", "%LMQ%t", 0)).isEqualTo(6);
  }

  @Test
  void aBrokerWithLightQueuesWritesThemForRocketMqToo() throws Exception {
    ConsumerOffsets offsets =
        ConsumerOffsets.openWithLight(new FileDisk(), file, new SystemClock());
    offsets.commit("%LMQ%g", "%LMQ%t", 0, 7);
    offsets.commit("%LMQ%g", "T", 3, 8);
    offsets.commit("g", "%LMQ%t", 0, 9);
    offsets.persist();
    JsonObject written = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    assertThat(written.getAsJsonObject("lmqOffsetTable")).hasToString("{\"%LMQ%t@%LMQ%g\":7}");
    assertThat(written.getAsJsonObject("offsetTable").get("%LMQ%t@g")).hasToString("{\"0\":9}");

    ConsumerOffsets again = ConsumerOffsets.openWithLight(new FileDisk(), file, new SystemClock());
    assertThat(again.offset("%LMQ%g", "%LMQ%t", 0)).isEqualTo(7);
    assertThat(again.offset("%LMQ%g", "T", 3)).isEqualTo(8);
    assertThat(again.offset("g", "%LMQ%t", 0)).isEqualTo(9);
  }
}
