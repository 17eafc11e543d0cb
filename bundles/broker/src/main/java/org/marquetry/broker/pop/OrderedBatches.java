/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.broker.json.JsonText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is handed out in order in RocketMQ's file for it, {@code
 * config/consumerOrderInfo.json}, so that either kind of broker goes on where the other one ended.
 * The events in the log tell what has changed since the file was written. Thread-safe; blocks for
 * the disk.
 */
final class OrderedBatches {

  private static final Logger LOG = LoggerFactory.getLogger(OrderedBatches.class);

  private final JsonFile file;
  private final PopTable table;
  private long written;

  OrderedBatches(JsonFile file, PopTable table) {
    this.file = file;
    this.table = table;
  }

  /** Adds what the file says to what the events have told. */
  void restore() throws IOException {
    Map<PopKey, OrderedBatch> filed = read();
    filed.keySet().forEach(table::of);
    for (PopState state : table.all()) {
      synchronized (state) {
        OrderedBatch logged = state.ordered;
        state.ordered = logged.merge(filed.getOrDefault(state.key, OrderedBatch.NONE));
        boolean newest = state.ordered.popTime() == logged.popTime();
        if (newest && logged.goesOn() > state.queue.next()) {
          table.moveTo(state, logged.goesOn());
        }
      }
    }
  }

  private Map<PopKey, OrderedBatch> read() throws IOException {
    JsonObject content = file.read();
    JsonObject byName = content == null ? null : JsonFields.object(content, "table");
    Map<PopKey, OrderedBatch> filed = new HashMap<>();
    if (byName != null) {
      byName.entrySet().forEach(each -> read(each.getKey(), each.getValue(), filed));
    }
    return filed;
  }

  /**
   * @param name topic and group, with an @ between
   */
  private void read(String name, JsonElement queues, Map<PopKey, OrderedBatch> into) {
    int at = name.indexOf('@');
    if (at <= 0 || !(queues instanceof JsonObject byQueue)) {
      return;
    }
    for (Map.Entry<String, JsonElement> entry : byQueue.entrySet()) {
      try {
        if (entry.getValue() instanceof JsonObject batch) {
          int queue = Integer.parseInt(entry.getKey());
          into.put(
              new PopKey(name.substring(at + 1), name.substring(0, at), queue),
              OrderedBatchText.read(batch));
        }
      } catch (NumberFormatException | UnsupportedOperationException | IllegalStateException e) {
        LOG.warn(
            "{} says of queue {} of {} what cannot be, and is not heeded: {}",
            file.path(),
            entry.getKey(),
            name,
            e.getMessage());
      }
    }
  }

  /** Writes the file, where something has changed since. */
  synchronized void persist() throws IOException {
    long changes = table.orderChanges();
    if (changes == written) {
      return;
    }
    Map<String, Map<Integer, OrderedBatch>> all = new TreeMap<>();
    for (PopState state : table.all()) {
      synchronized (state) {
        if (!state.ordered.none()) {
          all.computeIfAbsent(state.key.topic() + "@" + state.key.group(), key -> new TreeMap<>())
              .put(state.key.queueId(), state.ordered);
        }
      }
    }
    JsonText json = new JsonText().object().name("table").object();
    all.forEach(
        (key, queues) -> {
          json.name(key).object();
          queues.forEach(
              (queue, batch) -> OrderedBatchText.write(json.name(queue.toString()), batch));
          json.end();
        });
    file.write(json.end().end().toString());
    written = changes;
  }
}
