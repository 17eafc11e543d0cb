/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.hostile;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.apache.rocketmq.remoting.protocol.SerializeType;

/** Well-formed frames, and what becomes of them under a seeded random generator. */
final class Corpus {
  private static final int[] CODES = {
    10, 11, 12, 14, 15, 29, 30, 31, 33, 34, 35, 36, 38, 41, 42, 46, 105, 106, 202, 208, 310, 320,
    361
  };

  private final Random random;
  private final List<byte[]> frames = new ArrayList<>();

  Corpus(long seed) {
    random = new Random(seed);
    for (int code : CODES) {
      for (SerializeType type : SerializeType.values()) {
        frames.add(frame(code, type));
      }
    }
  }

  private static byte[] frame(int code, SerializeType type) {
    RemotingCommand command = RemotingCommand.createRequestCommand(code, null);
    command.setSerializeTypeCurrentRPC(type);
    Map<String, String> fields = new HashMap<>();
    for (String name : List.of("a", "b", "c", "i", "topic", "consumerGroup", "key", "group")) {
      fields.put(name, "Hostile");
    }
    for (String name :
        List.of(
            "d",
            "e",
            "f",
            "g",
            "h",
            "queueId",
            "queueOffset",
            "maxMsgNums",
            "sysFlag",
            "commitOffset",
            "suspendTimeoutMillis",
            "subVersion",
            "offset",
            "delayLevel",
            "timestamp")) {
      fields.put(name, "1");
    }
    command.setExtFields(new HashMap<>(fields));
    command.setBody(
        "{\"clientID\":\"hostile\",\"mqSet\":[{\"topic\":\"Hostile\"}]}"
            .getBytes(StandardCharsets.UTF_8));
    ByteBuffer encoded = command.encode();
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }

  /** A frame with some of its bytes changed, cut or repeated. */
  byte[] mutated() {
    byte[] frame = frames.get(random.nextInt(frames.size())).clone();
    int changes = 1 + random.nextInt(8);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(frame.length);
      switch (random.nextInt(4)) {
        case 0 -> frame[at] = (byte) random.nextInt(256);
        case 1 -> frame[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> {
          int length = Math.min(frame.length - at, 1 + random.nextInt(16));
          System.arraycopy(frame, random.nextInt(frame.length - length + 1), frame, at, length);
        }
        default -> {
          // Past the length, so that the frame is still read as a whole.
          if (frame.length > 12) {
            frame[8 + random.nextInt(frame.length - 8)] = (byte) random.nextInt(256);
          }
        }
      }
    }
    return frame;
  }

  /** Bytes that are nothing at all. */
  byte[] noise() {
    byte[] bytes = new byte[1 + random.nextInt(400)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A frame whose lengths do not fit what follows. */
  byte[] lying() {
    byte[] frame = frames.get(random.nextInt(frames.size())).clone();
    ByteBuffer buffer = ByteBuffer.wrap(frame);
    int[] lies = {
      Integer.MIN_VALUE,
      -1,
      0,
      1,
      3,
      4,
      5,
      frame.length - 5,
      frame.length,
      16 * 1024 * 1024 - 4,
      16 * 1024 * 1024,
      0x00FFFFFF,
      Integer.MAX_VALUE
    };
    if (random.nextBoolean()) {
      buffer.putInt(0, lies[random.nextInt(lies.length)]);
    } else {
      buffer.putInt(4, (buffer.get(4) << 24) | (lies[random.nextInt(lies.length)] & 0xFFFFFF));
    }
    return frame;
  }

  /** Headers that cost much to read if one is not careful. */
  static List<byte[]> bombs() {
    List<byte[]> bombs = new ArrayList<>();
    bombs.add(json("[".repeat(200_000)));
    bombs.add(json("{\"extFields\":".repeat(50_000)));
    bombs.add(
        json(
            "{\"code\":310,\"extFields\":{"
                + "\"k\":\"v\",".repeat(200_000)
                + "\"z\":\"\"},\"flag\":0,\"opaque\":1}"));
    bombs.add(
        json(
            "{\"code\":310,\"remark\":\""
                + "\\u0041".repeat(300_000)
                + "\",\"flag\":0,\"opaque\":1}"));
    bombs.add(json("{\"code\":" + "9".repeat(100_000) + "}"));
    bombs.add(json("{\"code\":310,\"opaque\":1e99999999,\"flag\":0}"));
    bombs.add(
        json(
            "{\"code\":310,\"extFields\":{\"b\":\""
                + "x".repeat(4_000_000)
                + "\"},\"flag\":0,\"opaque\":1}"));
    bombs.add(json("\"".repeat(3)));
    bombs.add(json(""));
    bombs.add(binary(Integer.MAX_VALUE, 0));
    bombs.add(binary(-1, 0));
    bombs.add(binary(0, Integer.MAX_VALUE));
    bombs.add(binary(0, -1));
    return bombs;
  }

  private static byte[] json(String header) {
    byte[] bytes = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + bytes.length)
        .putInt(4 + bytes.length)
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }

  /** A binary header that claims these lengths for its remark and its fields. */
  private static byte[] binary(int remarkLength, int fieldsLength) {
    ByteBuffer header = ByteBuffer.allocate(64);
    header
        .putShort((short) 310)
        .put((byte) 0)
        .putShort((short) 513)
        .putInt(1)
        .putInt(0)
        .putInt(remarkLength);
    if (remarkLength == 0) {
      header.putInt(fieldsLength).putShort(Short.MAX_VALUE).putInt(Integer.MAX_VALUE);
    }
    return ByteBuffer.allocate(8 + 64)
        .putInt(4 + 64)
        .putInt((1 << 24) | 64)
        .put(header.array())
        .array();
  }
}
