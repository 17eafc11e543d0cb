/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.BrokerFixture;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.MessageView;
import org.marquetry.message.PropertyText;
import org.marquetry.message.SysFlag;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.Appended;
import org.marquetry.store.kernel.MessageDraft;

class LoggedMessageTest {

  @TempDir Path directory;

  private interface Look {
    void at(LoggedMessage message) throws Exception;
  }

  /** Has a look at a stored message. */
  private void look(byte[] body, int sysFlag, String properties, Look look) throws Exception {
    try (BrokerFixture broker = new BrokerFixture(directory)) {
      byte[] encoded = properties.getBytes(UTF_8);
      MessageDraft draft =
          new MessageDraft()
              .body(ByteBuffer.wrap(body))
              .properties(encoded, 0, encoded.length)
              .bornHost(new byte[] {10, 0, 0, 1}, 4711)
              .bornTimestamp(17)
              .sysFlag(sysFlag)
              .flag(5);
      Appended appended = new Appended();
      broker.writer.write("T", 3, draft, appended);
      LogView view = broker.store.record(appended.position());
      LoggedMessage message =
          new LoggedMessage(new MessageRecord().wrap(view.buffer(), 0), new PropertyTable());
      look.at(message);
      message.end();
      view.release();
    }
  }

  @Test
  void showsWhatTheLogHolds() throws Exception {
    look(
        "hello".getBytes(UTF_8),
        0,
        "a\u0001x\u0002",
        message -> {
          assertThat(message.topic()).isEqualTo("T");
          assertThat(message.queueId()).isEqualTo(3);
          assertThat(message.queueOffset()).isZero();
          assertThat(message.bornTimestamp()).isEqualTo(17);
          assertThat(message.storeTimestamp()).isPositive();
          assertThat(message.reconsumeTimes()).isZero();
          assertThat(message.flag()).isEqualTo(5);
          assertThat(message.sysFlag()).isZero();
          assertThat(message.storedBodyLength()).isEqualTo(5);
          assertThat(message.body()).asString().isEqualTo("hello");
        });
  }

  @Test
  void readsPropertiesAsTheyAreEncoded() throws Exception {
    String encoded =
        "a\u00011\u0002b\u0001\u0002\u0001c\u0002none\u0002a\u00012\u0002a\u0001\u0002d\u0001x\u0001y\u0002\u00e4\u0001\u00f6\u0002ab\u0001last";
    look(
        new byte[1],
        0,
        encoded,
        message -> {
          assertThat(message.property("a")).as("the last one counts").isEqualTo("2");
          assertThat(message.property("b")).as("without a value").isNull();
          assertThat(message.property("")).isNull();
          assertThat(message.property("c")).isNull();
          assertThat(message.property("none")).isNull();
          assertThat(message.property("d")).isEqualTo("x\u0001y");
          assertThat(message.property("ä")).isEqualTo("ö");
          assertThat(message.property("ab")).as("without an end").isEqualTo("last");
          PropertyText text = new PropertyText();
          assertThat(message.property(PropertyText.name("ab"), text)).isTrue();
          assertThat(text).hasToString("last");
          assertThat(message.property(PropertyText.name("A"), text)).isFalse();
          assertThat(text.length()).isZero();
        });
  }

  @Test
  void readsPropertiesOfAnyLength() throws Exception {
    StringBuilder encoded = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      encoded.append("name").append(i).append('\u0001').append("value").append(i).append('\u0002');
    }
    look(
        new byte[1],
        0,
        encoded.toString(),
        message -> {
          assertThat(message.property("name0")).isEqualTo("value0");
          assertThat(message.property("name999")).isEqualTo("value999");
          PropertyText text = new PropertyText();
          assertThat(message.property(PropertyText.name("name500"), text)).isTrue();
          assertThat(text.is("value500".getBytes(UTF_8))).isTrue();
        });
  }

  @Test
  void isOverWhenTheCallIs() throws Exception {
    MessageView[] kept = new MessageView[1];
    look(new byte[1], 0, "a\u00011\u0002", message -> kept[0] = message);
    assertThatThrownBy(() -> kept[0].topic()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> kept[0].body()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> kept[0].property("a")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> kept[0].property(new byte[] {'a'}, new PropertyText()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void isForTheThreadOfTheCallAlone() throws Exception {
    look(
        new byte[1],
        0,
        "a\u00011\u0002",
        message ->
            assertThatThrownBy(
                    () -> CompletableFuture.supplyAsync(() -> message.property("a")).get())
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("only on the thread"));
  }

  private static byte[] deflated(byte[] plain) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  @Test
  void givesBodiesAsTheProducerWroteThem() throws Exception {
    byte[] plain = "a long story ".repeat(5000).getBytes(UTF_8);
    look(
        deflated(plain),
        SysFlag.COMPRESSED,
        "",
        message -> {
          assertThat(message.body()).isEqualTo(plain);
          assertThat(message.storedBodyLength()).isLessThan(plain.length);
        });
    look(
        deflated(plain),
        SysFlag.COMPRESSED | 0x300,
        "",
        message -> assertThat(message.body()).isEqualTo(plain));
    look(
        deflated(new byte[0]),
        SysFlag.COMPRESSED,
        "",
        message -> assertThat(message.body()).isEmpty());
  }

  private void refused(byte[] body, int sysFlag, String reason) throws Exception {
    look(
        body,
        sysFlag,
        "",
        message ->
            assertThatThrownBy(message::body)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(reason));
  }

  @Test
  void saysWhyABodyCannotBeUncompressed() throws Exception {
    byte[] whole = deflated(new byte[1000]);
    byte[] half = java.util.Arrays.copyOf(whole, whole.length / 2);
    refused(half, SysFlag.COMPRESSED, "cut short");
    refused("no zlib at all".getBytes(UTF_8), SysFlag.COMPRESSED, "damaged");
    refused(deflated(new byte[Bodies.MOST_BYTES + 1]), SysFlag.COMPRESSED, "more than");
    refused(whole, SysFlag.COMPRESSED | 0x700, "type 7");
  }
}
