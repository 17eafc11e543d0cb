/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What processors see of requests, and the form of what peers see of replies. */
class RequestFieldsTest {

  private static final FieldName A = new FieldName("a");

  private final AtomicInteger released = new AtomicInteger();
  private RawServer server;
  private RawPeer peer;

  @BeforeEach
  void start() throws Exception {
    Processors processors =
        Processors.builder()
            .inline(1, request -> answer(request, "" + request.requiredInt(A)))
            .inline(2, request -> answer(request, "" + request.longOr(A, -7)))
            .inline(3, request -> answer(request, "" + request.booleanOr(A, true)))
            .inline(4, request -> answer(request, request.requiredText(A)))
            .inline(5, RequestFieldsTest::describe)
            .inline(
                6,
                request ->
                    request
                        .reply(0)
                        .part(ByteBuffer.allocateDirect(1), released::incrementAndGet)
                        .send())
            .build();
    server = new RawServer(processors);
    peer = new RawPeer(server.port);
  }

  @AfterEach
  void stop() throws Exception {
    peer.close();
    server.close();
  }

  private static void answer(Request request, String value) {
    request.reply(0).field(A, value).send();
  }

  private static void describe(Request request) {
    ByteRange range = new ByteRange();
    boolean there = request.bytes(A, range);
    ByteBuffer body = request.body();
    String first = request.symbol(A);
    request
        .reply(0)
        .remark(
            request.has(A)
                + " "
                + there
                + " "
                + (there ? new String(range.array, range.offset, range.length, UTF_8) : "")
                + " "
                + body.position()
                + " "
                + body.remaining()
                + " "
                + request.bodyBytes().length
                + " "
                + request.fields()
                + " "
                + (first == null || first.equals(request.symbol(A))))
        .send();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1 | {\"a\":\"42\"} | \"a\":\"42\"",
        "1 | {\"a\":-42} | \"a\":\"-42\"",
        "1 | {} | request code 1 lacks the field a, which is required",
        "1 | null | request code 1 lacks the field a, which is required",
        "1 | {\"a\":\"x\"} | field a is not a whole number: 'x'",
        "1 | {\"a\":\"\"} | field a is not a whole number: ''",
        "1 | {\"a\":\"2147483648\"} | field a is not a 32 bit number: '2147483648'",
        "2 | {\"a\":\"2147483648\"} | \"a\":\"2147483648\"",
        "2 | {} | \"a\":\"-7\"",
        "2 | {\"a\":\"1.5\"} | field a is not a whole number: '1.5'",
        "3 | {} | \"a\":\"true\"",
        "3 | {\"a\":\"false\"} | \"a\":\"false\"",
        "3 | {\"a\":true} | \"a\":\"true\"",
        "3 | {\"a\":\"False\"} | \"a\":\"false\"",
        "3 | {\"a\":\"falsf\"} | field a is not true or false: 'falsf'",
        "3 | {\"a\":\"0\"} | \"a\":\"false\"",
        "3 | {\"a\":\"perhaps\"} | field a is not true or false: 'perhaps'",
        "4 | {\"a\":\"\\u0001\\u00e9\"} | \"a\":\"\\u0001é\"",
        "4 | {\"b\":\"\"} | request code 4 lacks the field a, which is required",
        "5 | {\"a\":\"\\u00e9\"} | true true é 0 0 0 {a=é} true",
        "5 | {} | false false  0 0 0 {} true"
      })
  void fieldsAreParsedOrComplainedOf(int code, String fields, String expected) throws Exception {
    peer.send(RawPeer.json("{\"code\":" + code + ",\"opaque\":3,\"extFields\":" + fields + "}"));
    String header = peer.read().header();
    assertThat(header).contains(expected, "\"opaque\":3");
    assertThat(header).contains(expected.contains("field a") ? "\"code\":1," : "\"code\":0,");
  }

  @Test
  void bodiesAreSeenFromPositionZero() throws Exception {
    byte[] header = "{\"code\":5,\"opaque\":3}".getBytes(UTF_8);
    peer.send(RawPeer.frame(0, header, new byte[10]));
    assertThat(peer.read().header()).contains("false false  0 10 10 {}");
  }

  @Test
  void repliesHaveTheSerializeTypeOfTheirRequest() throws Exception {
    byte[] binary =
        HexFormat.of().parseHex("000400000100000009000000000000000000000009000161000000023432");
    peer.send(RawPeer.frame(1, binary, new byte[0]), RawPeer.request(4711, 10));
    RawPeer.Frame first = peer.read();
    assertThat(first.type()).isEqualTo(1);
    assertThat(first.header().getBytes(UTF_8))
        .isEqualTo(
            HexFormat.of()
                .parseHex("000000020100000009000000010000000000000009000161000000023432"));
    RawPeer.Frame second = peer.read();
    assertThat(second.type()).isZero();
    assertThat(second.header())
        .isEqualTo(
            "{\"language\":\"JAVA\",\"serializeTypeCurrentRPC\":\"JSON\",\"version\":513,\"code\":3,"
                + "\"flag\":1,\"opaque\":10,\"extFields\":{},"
                + "\"remark\":\" request type 4711 not supported\"}");
  }

  @Test
  void oneWayRequestsAreNeverAnswered() throws Exception {
    for (int code : new int[] {1, 2, 6, 4711}) {
      peer.send(RawPeer.json("{\"code\":" + code + ",\"opaque\":1,\"flag\":2}"));
    }
    peer.send(RawPeer.request(2, 99));
    assertThat(peer.read().header()).contains("\"opaque\":99");
    assertThat(released).hasValue(1);
  }

  @Test
  void responsesNobodyWaitsForAreDropped() throws Exception {
    peer.send(RawPeer.json("{\"code\":0,\"opaque\":12345,\"flag\":1}"), RawPeer.request(2, 98));
    assertThat(peer.read().header()).contains("\"opaque\":98");
  }
}
