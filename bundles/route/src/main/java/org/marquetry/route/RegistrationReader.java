/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.ResponseCode;

/**
 * Reads the body of a registration, plain or compressed. Stops at the version where that is known
 * already: a broker repeats its whole topic table every 30 s, almost always unchanged. What comes
 * is not trusted: inflated size and number of topics are bounded, and memory grows only with what
 * was really sent. Stateless.
 */
final class RegistrationReader {

  /** Bytes a compressed body may inflate to. */
  static final int MAX_INFLATED_BYTES = 64 * 1024 * 1024;

  /** Topics one broker may name. */
  static final int MAX_TOPICS = 200_000;

  private static final int CRC_MASK = 0x7FFF_FFFF;

  private static final int DEFAULT_QUEUES = 16;
  private static final int DEFAULT_PERM = QueueData.PERM_READ | QueueData.PERM_WRITE;

  private RegistrationReader() {}

  /**
   * @param crc checksum of the body, 0 for none
   * @param known version that makes reading on needless, or {@code null}
   * @throws CommandException code 1 with what is wrong
   */
  static Registration.Topics read(
      byte[] body, boolean compressed, int crc, String brokerName, DataVersion known)
      throws CommandException {
    if (crc != 0 && crc != crc(body)) {
      throw new CommandException(ResponseCode.SYSTEM_ERROR, "crc32 not match");
    }
    if (body.length == 0) {
      return new Registration.Topics(DataVersion.ZERO, Map.of(), List.of());
    }
    try {
      return compressed
          ? readCompressed(body, brokerName, known)
          : readPlain(body, brokerName, known);
    } catch (IOException | IllegalStateException | IllegalArgumentException e) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR,
          "the registration of broker " + brokerName + " cannot be read: " + reason(e));
    }
  }

  static int crc(byte[] body) {
    CRC32 crc = new CRC32();
    crc.update(body);
    return (int) (crc.getValue() & CRC_MASK);
  }

  private static Registration.Topics readPlain(byte[] body, String brokerName, DataVersion known)
      throws IOException {
    DataVersion version = DataVersion.ZERO;
    Map<String, QueueData> topics = new HashMap<>();
    List<String> filterServers = List.of();
    JsonReader in = new JsonReader(new InputStreamReader(new ByteArrayInputStream(body), UTF_8));
    in.setStrictness(Strictness.LENIENT);
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "filterServerList" -> filterServers = readTexts(in);
        case "topicConfigSerializeWrapper" -> {
          if (skipNull(in)) {
            continue;
          }
          in.beginObject();
          while (in.hasNext()) {
            switch (in.nextName()) {
              case "dataVersion" -> {
                version = readVersion(in);
                if (version.equals(known)) {
                  return new Registration.Topics(version, null, filterServers);
                }
              }
              case "topicConfigTable" -> readTopics(in, brokerName, topics);
              default -> in.skipValue();
            }
          }
          in.endObject();
        }
        default -> in.skipValue();
      }
    }
    in.endObject();
    return new Registration.Topics(version, topics, filterServers);
  }

  private static void readTopics(JsonReader in, String brokerName, Map<String, QueueData> topics)
      throws IOException {
    if (skipNull(in)) {
      return;
    }
    in.beginObject();
    while (in.hasNext()) {
      String name = in.nextName();
      int readQueues = DEFAULT_QUEUES;
      int writeQueues = DEFAULT_QUEUES;
      int perm = DEFAULT_PERM;
      int sysFlag = 0;
      in.beginObject();
      while (in.hasNext()) {
        switch (in.nextName()) {
          case "readQueueNums" -> readQueues = in.nextInt();
          case "writeQueueNums" -> writeQueues = in.nextInt();
          case "perm" -> perm = in.nextInt();
          case "topicSysFlag" -> sysFlag = in.nextInt();
          default -> in.skipValue();
        }
      }
      in.endObject();
      put(topics, name, new QueueData(brokerName, readQueues, writeQueues, perm, sysFlag));
    }
    in.endObject();
  }

  private static void put(Map<String, QueueData> topics, String name, QueueData queues)
      throws IOException {
    if (name.isBlank()) {
      throw new IOException("a topic without a name");
    }
    topics.put(name, queues);
    if (topics.size() > MAX_TOPICS) {
      throw new IOException("more than " + MAX_TOPICS + " topics");
    }
  }

  private static Registration.Topics readCompressed(
      byte[] body, String brokerName, DataVersion known) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new Bounded(new InflaterInputStream(new ByteArrayInputStream(body))))) {
      DataVersion version = readVersion(json(text(in)));
      if (version.equals(known)) {
        return new Registration.Topics(version, null, List.of());
      }
      int count = in.readInt();
      if (count < 0 || count > MAX_TOPICS) {
        throw new IOException(count + " topics, allowed are 0 to " + MAX_TOPICS);
      }
      Map<String, QueueData> topics = new HashMap<>();
      for (int i = 0; i < count; i++) {
        readTopic(text(in), brokerName, topics);
      }
      // What may follow, from version 413 on, are mappings of static topics.
      return new Registration.Topics(version, topics, readTexts(json(text(in))));
    }
  }

  /** {@code name readQueues writeQueues perm filterType [attributes]}. */
  private static void readTopic(String text, String brokerName, Map<String, QueueData> topics)
      throws IOException {
    String[] parts = text.split(" ", 6);
    if (parts.length < 4) {
      throw new IOException("'" + text + "' is no topic");
    }
    put(
        topics,
        parts[0],
        new QueueData(
            brokerName,
            Integer.parseInt(parts[1]),
            Integer.parseInt(parts[2]),
            Integer.parseInt(parts[3]),
            0));
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      throw new IOException("a text of " + length + " bytes");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("it ends within a text of " + length + " bytes");
    }
    return new String(bytes, UTF_8);
  }

  /** Reads a {@code DataVersion} object; parts that are missing are 0. */
  static DataVersion readVersion(JsonReader in) throws IOException {
    if (skipNull(in)) {
      return DataVersion.ZERO;
    }
    long stateVersion = 0;
    long timestamp = 0;
    long counter = 0;
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "stateVersion" -> stateVersion = in.nextLong();
        case "timestamp" -> timestamp = in.nextLong();
        case "counter" -> counter = in.nextLong();
        default -> in.skipValue();
      }
    }
    in.endObject();
    return new DataVersion(stateVersion, timestamp, counter);
  }

  private static List<String> readTexts(JsonReader in) throws IOException {
    if (skipNull(in)) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    in.beginArray();
    while (in.hasNext()) {
      texts.add(in.nextString());
    }
    in.endArray();
    return List.copyOf(texts);
  }

  private static boolean skipNull(JsonReader in) throws IOException {
    boolean skip = in.peek() == JsonToken.NULL;
    if (skip) {
      in.nextNull();
    }
    return skip;
  }

  /** What is wrong with a text, without the parser's advice to programmers. */
  static String reason(Exception e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  static JsonReader json(String text) {
    JsonReader in = new JsonReader(new StringReader(text));
    in.setStrictness(Strictness.LENIENT);
    return in;
  }

  /** Fails once more than {@link #MAX_INFLATED_BYTES} have come out. */
  private static final class Bounded extends InputStream {

    private final InputStream in;
    private int left = MAX_INFLATED_BYTES;

    Bounded(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int next = in.read();
      count(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = in.read(into, offset, length);
      count(Math.max(read, 0));
      return read;
    }

    private void count(int bytes) throws IOException {
      left -= bytes;
      if (left < 0) {
        throw new IOException("it inflates to more than " + MAX_INFLATED_BYTES + " bytes");
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
