/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.broker.json.JsonText;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.store.kernel.ConsumerOffsets;

/**
 * The state of transactions on disk: progress among the consumer offsets, where RocketMQ has it
 * too, the rest in {@code config/transactions.json}. For one thread at a time; blocks for the disk.
 */
public final class TransactionFile {

  /** The group that stands for the broker's own progress. */
  static final String GROUP = "CID_RMQ_SYS_TRANS";

  private static final String SETTLED = "settledPosition";
  private static final String CHECKS = "checks";
  private static final String POSITION = "position";
  private static final String SET_ASIDE = "setAside";

  private final JsonFile file;
  private final ConsumerOffsets offsets;
  private TransactionState written = TransactionState.none();

  public TransactionFile(JsonFile file, ConsumerOffsets offsets) {
    this.file = file;
    this.offsets = offsets;
  }

  /**
   * @throws IOException if the file cannot be understood; the message names it and the remedy
   */
  TransactionState read() throws IOException {
    JsonObject content = file.read();
    JsonObject object = content == null ? new JsonObject() : content;
    Map<Long, Integer> checks = new TreeMap<>();
    JsonObject counted = table(object, CHECKS);
    for (String key : counted.keySet()) {
      checks.put(offset(key), JsonFields.intOr(counted, key, 0));
    }
    Map<Long, TransactionState.SetAside> setAside = new TreeMap<>();
    JsonObject given = table(object, SET_ASIDE);
    for (String key : given.keySet()) {
      JsonObject one = table(given, key);
      setAside.put(
          offset(key),
          new TransactionState.SetAside(
              JsonFields.longOr(one, POSITION, -1), JsonFields.intOr(one, CHECKS, 0)));
    }
    return new TransactionState(
        offsets.offset(GROUP, TopicNames.HALF, 0),
        offsets.offset(GROUP, TopicNames.OP_HALF, 0),
        JsonFields.longOr(object, SETTLED, -1),
        checks,
        setAside);
  }

  private static JsonObject table(JsonObject object, String name) {
    JsonObject table = JsonFields.object(object, name);
    return table == null ? new JsonObject() : table;
  }

  private long offset(String key) throws IOException {
    try {
      return Long.parseLong(key);
    } catch (NumberFormatException e) {
      throw new IOException(
          file.path()
              + ": '"
              + key
              + "' is no number of a half message: correct it, or delete the file to count all"
              + " questions anew",
          e);
    }
  }

  /** Notes progress, and writes the file where that is worth while. */
  void write(TransactionState state, boolean last) throws IOException {
    boolean same =
        state.checks().equals(written.checks()) && state.setAside().equals(written.setAside());
    boolean near = state.settledPosition() - written.settledPosition() < 64 << 20;
    if (!same || !near || last) {
      JsonText json = new JsonText().object();
      json.name(SETTLED).value(state.settledPosition());
      json.name(CHECKS).object();
      new TreeMap<>(state.checks())
          .forEach((offset, count) -> json.name(Long.toString(offset)).value(count));
      json.end().name(SET_ASIDE).object();
      new TreeMap<>(state.setAside())
          .forEach(
              (offset, half) ->
                  json.name(Long.toString(offset))
                      .object()
                      .name(POSITION)
                      .value(half.position())
                      .name(CHECKS)
                      .value(half.checks())
                      .end());
      file.write(json.end().end().toString());
      written = state;
    }
    offsets.commit(GROUP, TopicNames.HALF, 0, state.firstHalf());
    offsets.commit(GROUP, TopicNames.OP_HALF, 0, state.firstConclusion());
  }
}
