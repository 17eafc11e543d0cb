/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys and values by namespace, kept in {@code kvConfig.json} as RocketMQ does. Thread-safe;
 * reading takes no lock, a change is on disk before it can be read.
 */
final class KeyValueStore {

  /** Namespace of ordered topics: topic to {@code broker:queues;broker:queues}. */
  static final String ORDERED_TOPICS = "ORDER_TOPIC_CONFIG";

  private static final Logger LOG = LoggerFactory.getLogger(KeyValueStore.class);

  private final Disk disk;
  private final Path file;
  private volatile SortedMap<String, SortedMap<String, String>> namespaces;

  private KeyValueStore(
      Disk disk, Path file, SortedMap<String, SortedMap<String, String>> namespaces) {
    this.disk = disk;
    this.file = file;
    this.namespaces = namespaces;
  }

  /**
   * Reads the file. One that cannot be understood is kept under another name, and the store begins
   * empty: routes matter more than ordered-topic settings.
   *
   * @throws IOException if the file exists and cannot be read, or put aside
   */
  static KeyValueStore open(Disk disk, Clock clock, Path file) throws IOException {
    byte[] content = disk.read(file);
    if (content == null) {
      return new KeyValueStore(disk, file, Collections.emptySortedMap());
    }
    try {
      return new KeyValueStore(disk, file, parse(content));
    } catch (IOException | IllegalStateException | JsonParseException e) {
      Path aside = file.resolveSibling(file.getFileName() + ".corrupt-" + clock.millis());
      disk.replace(aside, content);
      disk.delete(file);
      LOG.error(
          "{} is no key-value configuration ({}); it is kept as {} and the store begins empty."
              + " Repair it and put it back while the node is stopped, or set the keys anew",
          file,
          RegistrationReader.reason(e),
          aside);
      return new KeyValueStore(disk, file, Collections.emptySortedMap());
    }
  }

  /** {@code null} where there is no such key. */
  String get(String namespace, String key) {
    SortedMap<String, String> entries = namespaces.get(namespace);
    return entries == null ? null : entries.get(key);
  }

  /** {@code null} where there is no such namespace. */
  Map<String, String> list(String namespace) {
    return namespaces.get(namespace);
  }

  int size() {
    return namespaces.values().stream().mapToInt(Map::size).sum();
  }

  synchronized void put(String namespace, String key, String value) throws IOException {
    change(namespace, entries -> entries.put(key, value));
  }

  synchronized void delete(String namespace, String key) throws IOException {
    if (get(namespace, key) != null) {
      change(namespace, entries -> entries.remove(key));
    }
  }

  private void change(String namespace, Consumer<SortedMap<String, String>> change)
      throws IOException {
    TreeMap<String, SortedMap<String, String>> all = new TreeMap<>(namespaces);
    TreeMap<String, String> entries = new TreeMap<>(all.getOrDefault(namespace, new TreeMap<>()));
    change.accept(entries);
    all.put(namespace, Collections.unmodifiableSortedMap(entries));
    disk.replace(file, encode(all));
    namespaces = all;
  }

  private static byte[] encode(SortedMap<String, SortedMap<String, String>> namespaces) {
    return RouteJson.bytes(
        out -> {
          out.setIndent("\t");
          out.beginObject();
          out.name("configTable").beginObject();
          for (Map.Entry<String, SortedMap<String, String>> each : namespaces.entrySet()) {
            RouteJson.map(out.name(each.getKey()), each.getValue());
          }
          out.endObject();
          out.endObject();
        });
  }

  private static SortedMap<String, SortedMap<String, String>> parse(byte[] content)
      throws IOException {
    SortedMap<String, SortedMap<String, String>> namespaces = new TreeMap<>();
    JsonReader in = RegistrationReader.json(text(content));
    in.beginObject();
    while (in.hasNext()) {
      if (!in.nextName().equals("configTable")) {
        in.skipValue();
        continue;
      }
      in.beginObject();
      while (in.hasNext()) {
        SortedMap<String, String> entries = new TreeMap<>();
        namespaces.put(in.nextName(), entries);
        in.beginObject();
        while (in.hasNext()) {
          entries.put(in.nextName(), in.nextString());
        }
        in.endObject();
      }
      in.endObject();
    }
    in.endObject();
    return namespaces;
  }

  private static String text(byte[] content) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
  }
}
