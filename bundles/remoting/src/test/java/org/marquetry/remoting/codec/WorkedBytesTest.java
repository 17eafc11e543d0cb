/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.marquetry.remoting.FieldName;

/** Bytes that RocketMQ's own library 5.5.0 has encoded. */
class WorkedBytesTest {

  private static final FieldName TOPIC = new FieldName("topic");

  private static final String JSON_REQUEST =
      "{\"code\":105,\"extFields\":{\"topic\":\"T\"},\"flag\":0,\"language\":\"JAVA\",\"opaque\":7,"
          + "\"serializeTypeCurrentRPC\":\"JSON\",\"version\":513}";
  private static final String JSON_RESPONSE =
      "{\"code\":17,\"flag\":1,\"language\":\"JAVA\",\"opaque\":7,\"remark\":\"no\","
          + "\"serializeTypeCurrentRPC\":\"JSON\",\"version\":513}";
  private static final byte[] BINARY_REQUEST =
      Headers.hex(
          "00000027 01 000021 0069 00 0201 00000007 00000000 00000000 0000000c 0005 746f706963"
              + "00000001 54 0102");
  private static final byte[] BINARY_RESPONSE =
      Headers.hex("0000001b 01 000017 0011 00 0201 00000007 00000001 00000002 6e6f 00000000");

  private static byte[] frame(String start, String header, String body) {
    byte[] first = Headers.hex(start);
    byte[] last = Headers.hex(body);
    byte[] middle = header.getBytes(UTF_8);
    return ByteBuffer.allocate(first.length + middle.length + last.length)
        .put(first)
        .put(middle)
        .put(last)
        .array();
  }

  @Test
  void requestsAreRead() throws Exception {
    for (byte[] frame :
        new byte[][] {frame("00000081 00 00007b", JSON_REQUEST, "0102"), BINARY_REQUEST}) {
      Header header = Headers.ofFrame(frame);
      assertThat(header.code()).isEqualTo(105);
      assertThat(header.opaque()).isEqualTo(7);
      assertThat(header.version()).isEqualTo(513);
      assertThat(header.language()).isEqualTo("JAVA");
      assertThat(header.response()).isFalse();
      assertThat(header.oneWay()).isFalse();
      assertThat(header.remark()).isNull();
      assertThat(header.fields()).isEqualTo(Map.of("topic", "T"));
      assertThat(header.text(header.find(TOPIC))).isEqualTo("T");
    }
  }

  @Test
  void responsesAreRead() throws Exception {
    for (byte[] frame :
        new byte[][] {frame("00000072 00 00006e", JSON_RESPONSE, ""), BINARY_RESPONSE}) {
      Header header = Headers.ofFrame(frame);
      assertThat(header.code()).isEqualTo(17);
      assertThat(header.opaque()).isEqualTo(7);
      assertThat(header.response()).isTrue();
      assertThat(header.remark()).isEqualTo("no");
      assertThat(header.fields()).isEmpty();
    }
  }

  @Test
  void binaryFramesAreWrittenToTheByte() {
    HeaderOutput out = new HeaderOutput();
    HeaderWriter writer = HeaderWriter.of(Frame.ROCKETMQ);
    writer.begin(out, 105, 0, 7);
    writer.field(out, TOPIC, "T");
    writer.end(out, null, 2);
    assertThat(Headers.written(out))
        .isEqualTo(Arrays.copyOf(BINARY_REQUEST, BINARY_REQUEST.length - 2));
    writer.begin(out, 17, Frame.FLAG_RESPONSE, 7);
    writer.end(out, "no", 0);
    assertThat(Headers.written(out)).isEqualTo(BINARY_RESPONSE);
  }

  @Test
  void jsonFramesHaveTheSameKeysAndAlwaysFields() {
    HeaderOutput out = new HeaderOutput();
    HeaderWriter writer = HeaderWriter.of(Frame.JSON);
    writer.begin(out, 105, 0, 7);
    writer.field(out, TOPIC, "T");
    writer.end(out, null, 2);
    byte[] request = Headers.written(out);
    assertThat(new String(request, 8, request.length - 8, UTF_8))
        .isEqualTo(
            "{\"language\":\"JAVA\",\"serializeTypeCurrentRPC\":\"JSON\",\"version\":513,"
                + "\"code\":105,\"flag\":0,\"opaque\":7,\"extFields\":{\"topic\":\"T\"}}");
    assertThat(ByteBuffer.wrap(request).getInt()).isEqualTo(request.length - 4 + 2);
    assertThat(ByteBuffer.wrap(request).getInt(4)).isEqualTo(request.length - 8);
    writer.begin(out, 17, Frame.FLAG_RESPONSE, 7);
    writer.end(out, "no", 0);
    byte[] response = Headers.written(out);
    assertThat(new String(response, 8, response.length - 8, UTF_8))
        .isEqualTo(
            "{\"language\":\"JAVA\",\"serializeTypeCurrentRPC\":\"JSON\",\"version\":513,"
                + "\"code\":17,\"flag\":1,\"opaque\":7,\"extFields\":{},\"remark\":\"no\"}");
  }
}
