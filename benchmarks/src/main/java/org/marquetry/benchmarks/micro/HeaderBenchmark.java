/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.benchmarks.micro;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.apache.rocketmq.remoting.protocol.SerializeType;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.codec.Frame;
import org.marquetry.remoting.codec.FrameException;
import org.marquetry.remoting.codec.Header;
import org.marquetry.remoting.codec.HeaderOutput;
import org.marquetry.remoting.codec.HeaderReader;
import org.marquetry.remoting.codec.HeaderWriter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reading the header of a send request as the real client writes it, and writing the header of its
 * answer. Both should allocate nothing: look at {@code gc.alloc.rate.norm}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HeaderBenchmark {
  private static final FieldName TOPIC = new FieldName("b");
  private static final FieldName QUEUE_ID = new FieldName("e");
  private static final FieldName MESSAGE_ID = new FieldName("msgId");
  private static final FieldName REPLY_QUEUE_ID = new FieldName("queueId");
  private static final FieldName QUEUE_OFFSET = new FieldName("queueOffset");

  @Param({"JSON", "ROCKETMQ"})
  public SerializeType type;

  private ByteBuf frame;
  private int headerLength;
  private byte typeCode;
  private final HeaderReader reader = new HeaderReader();
  private final HeaderOutput output = new HeaderOutput();

  @Setup
  public void encodeRequest() {
    RemotingCommand command = RemotingCommand.createRequestCommand(310, null);
    command.setSerializeTypeCurrentRPC(type);
    Map<String, String> fields = new HashMap<>();
    fields.put("a", "benchmark-producers");
    fields.put("b", "benchmark");
    fields.put("c", "TBW102");
    fields.put("d", "4");
    fields.put("e", "3");
    fields.put("f", "0");
    fields.put("g", "1795219552281");
    fields.put("h", "0");
    fields.put(
        "i",
        "UNIQ_KEY\u00017F0000010A2F18B4AAC2100000000000\u0002WAIT\u0001true\u0002TAGS\u0001tag\u0002");
    fields.put("j", "0");
    fields.put("k", "false");
    fields.put("m", "false");
    fields.put("n", "broker-a");
    command.setExtFields(new HashMap<>(fields));
    command.setBody(new byte[1024]);
    ByteBuffer encoded = command.encode();
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    frame = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
    typeCode = frame.getByte(Frame.TYPE_OFFSET);
    headerLength = frame.getUnsignedMedium(Frame.HEADER_LENGTH_OFFSET);
  }

  @Benchmark
  public int readSendRequest() throws FrameException {
    Header header = reader.read(typeCode, frame, Frame.HEADER_OFFSET, headerLength);
    return header.find(TOPIC) + (int) header.number(header.find(QUEUE_ID));
  }

  @Benchmark
  public int writeSendReply() {
    HeaderWriter writer = HeaderWriter.of(typeCode);
    writer.begin(output, 0, Frame.FLAG_RESPONSE, 4711);
    writer.field(output, MESSAGE_ID, "7F00000100002A9F0000000000000ABC");
    writer.field(output, REPLY_QUEUE_ID, 3);
    writer.field(output, QUEUE_OFFSET, 123_456_789);
    writer.end(output, null, 0);
    return output.size();
  }
}
