/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.marquetry.remoting.codec.FrameException;
import org.marquetry.remoting.codec.HeaderReader;

class FrameAssemblerTest {

  private static final int LIMIT = 1024 * 1024;

  private final List<byte[]> frames = new ArrayList<>();
  private final List<ByteBuf> reads = new ArrayList<>();
  private boolean ready = true;
  private final FrameAssembler assembler =
      new FrameAssembler(
          PooledByteBufAllocator.DEFAULT,
          LIMIT,
          new FrameAssembler.Sink() {
            @Override
            public boolean ready() {
              return ready;
            }

            @Override
            public void frame(ByteBuf buffer, int index, int length) {
              frames.add(ByteBufUtil.getBytes(buffer, index, length, true));
            }
          });

  private void read(byte[] bytes) throws FrameException {
    ByteBuf buffer = Unpooled.copiedBuffer(bytes);
    reads.add(buffer);
    assembler.read(buffer);
  }

  private static byte[] frame(int headerLength, int bodyLength, Random random) {
    byte[] content = new byte[headerLength + bodyLength];
    random.nextBytes(content);
    return ByteBuffer.allocate(8 + content.length)
        .putInt(4 + content.length)
        .putInt(headerLength)
        .put(content)
        .array();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void framesSurviveAnySplitting(boolean pausing) throws Exception {
    Random random = new Random(11);
    List<byte[]> sent = new ArrayList<>();
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int i = 0; i < 2_000; i++) {
      byte[] frame =
          frame(random.nextInt(200), i % 100 == 0 ? 60_000 : random.nextInt(300), random);
      sent.add(frame);
      stream.writeBytes(frame);
    }
    byte[] bytes = stream.toByteArray();
    int at = 0;
    while (at < bytes.length) {
      int longest = random.nextInt(10) == 0 ? 70_000 : random.nextInt(10) == 0 ? 3 : 900;
      int to = Math.min(bytes.length, at + 1 + random.nextInt(longest));
      ready = !pausing || random.nextBoolean();
      read(Arrays.copyOfRange(bytes, at, to));
      if (ready) {
        assembler.resume();
      }
      at = to;
    }
    ready = true;
    assembler.resume();
    assertThat(assembler.holding()).isFalse();
    assertThat(frames).containsExactlyElementsOf(sent);
    assertThat(reads).allMatch(read -> read.refCnt() == 0, "is released");
  }

  @ParameterizedTest
  @CsvSource({
    "00000000,frame length 0 is too short",
    "00000003,frame length 3 is too short",
    "ffffffff,frame length 4294967295 exceeds the limit of 1048576 bytes",
    "7fffffff,frame length 2147483647 exceeds the limit",
    "000ffffd,frame length 1048573 exceeds the limit",
    "0000000500000002,header length 2 exceeds the frame's length 5",
    "0000000400ffffff,header length 16777215 exceeds",
    "1603010200,TLS is not supported by this listener",
    "474554202f,speaks HTTP",
    "504f535420,speaks HTTP",
    "50524f5859,PROXY protocol",
    "0d0a0d0a00,PROXY protocol"
  })
  void lyingLengthsAreRefused(String start, String what) {
    byte[] bytes = HexFormat.of().parseHex(start);
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(FrameException.class)
        .hasMessageContaining(what);
    assembler.discard();
    assertThat(reads).allMatch(read -> read.refCnt() == 0, "is released");
  }

  @Test
  void lyingLengthsAreRefusedAlsoByteByByte() throws Exception {
    read(new byte[] {0});
    read(new byte[] {0});
    read(new byte[] {0, 5});
    read(new byte[] {0, 0});
    assertThatThrownBy(() -> read(new byte[] {0, 2, 7, 7})).isInstanceOf(FrameException.class);
    assembler.discard();
    assertThat(frames).isEmpty();
  }

  @Test
  void theLargestFrameIsTaken() throws Exception {
    byte[] largest = frame(10, LIMIT - 18, new Random(1));
    read(Arrays.copyOf(largest, 5));
    read(Arrays.copyOfRange(largest, 5, 500_000));
    read(Arrays.copyOfRange(largest, 500_000, largest.length));
    assertThat(frames).hasSize(1);
    assertThat(frames.get(0)).isEqualTo(largest);
  }

  @Test
  void announcedBytesAreNotReservedBeforeTheyCome() throws Exception {
    long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    List<FrameAssembler> slow = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      FrameAssembler one =
          new FrameAssembler(PooledByteBufAllocator.DEFAULT, 16 * LIMIT, new Refusing());
      one.read(Unpooled.copiedBuffer(new byte[] {0, (byte) 0xff, 0, 0, 0, 0, 0, 1}));
      slow.add(one);
    }
    long reserved = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before;
    slow.forEach(FrameAssembler::discard);
    assertThat(reserved).isLessThan(64 * 1024 * 1024);
  }

  /** Garbage ends in a frame or in a refusal, never in anything else. */
  @Test
  void garbageIsRefused() throws Exception {
    Random random = new Random(2026);
    HeaderReader headers = new HeaderReader();
    int refused = 0;
    int bytes = 0;
    while (bytes < 2_000_000) {
      byte[] garbage = new byte[8 + random.nextInt(400)];
      random.nextBytes(garbage);
      bytes += garbage.length;
      if (random.nextBoolean()) {
        ByteBuffer.wrap(garbage).putInt(0, garbage.length - 4);
        garbage[4] = (byte) random.nextInt(2);
        garbage[5] = 0;
        garbage[6] = 0;
        garbage[7] = (byte) Math.min(garbage.length - 8, random.nextInt(255));
      }
      FrameAssembler one =
          new FrameAssembler(
              PooledByteBufAllocator.DEFAULT,
              LIMIT,
              new FrameAssembler.Sink() {
                @Override
                public boolean ready() {
                  return true;
                }

                @Override
                public void frame(ByteBuf buffer, int index, int length) throws FrameException {
                  headers.read(
                      buffer.getByte(index + 4),
                      buffer,
                      index + 8,
                      buffer.getUnsignedMedium(index + 5));
                }
              });
      ByteBuf read = Unpooled.wrappedBuffer(garbage);
      try {
        one.read(read);
      } catch (FrameException e) {
        refused++;
      }
      one.discard();
      assertThat(read.refCnt()).isZero();
    }
    assertThat(refused).isGreaterThan(5_000);
  }

  private static final class Refusing implements FrameAssembler.Sink {
    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public void frame(ByteBuf buffer, int index, int length) {
      throw new AssertionError("no frame was sent");
    }
  }
}
