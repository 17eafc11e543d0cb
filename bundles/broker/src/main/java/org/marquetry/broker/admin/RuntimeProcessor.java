/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.marquetry.broker.json.JsonText;
import org.marquetry.message.MessageRecord;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.MessageStore;

/** Answers tools that ask how the broker is doing. What it does not measure it leaves out. */
final class RuntimeProcessor {

  private static final FieldName STATS_NAME = new FieldName("statsName");
  private static final FieldName STATS_KEY = new FieldName("statsKey");

  /** The release whose protocol is spoken. */
  private static final String PROTOCOL_VERSION = "V5_5_0";

  private final BrokerParts broker;
  private final long bootTimestamp;
  private final long bootNanos;

  RuntimeProcessor(BrokerParts broker) {
    this.broker = broker;
    this.bootTimestamp = broker.clock().millis();
    this.bootNanos = broker.clock().nanos();
  }

  void contribute(Processors.Builder builder, Executor executor) {
    builder
        .on(executor, RequestCode.GET_BROKER_RUNTIME_INFO, this::runtimeInfo)
        .on(executor, RequestCode.VIEW_BROKER_STATS_DATA, this::stats)
        .on(executor, RequestCode.CLEAN_UNUSED_TOPIC, RuntimeProcessor::nothingToDo)
        .on(executor, RequestCode.CLEAN_EXPIRED_CONSUMEQUEUE, RuntimeProcessor::nothingToDo)
        .on(executor, RequestCode.DELETE_EXPIRED_COMMITLOG, RuntimeProcessor::nothingToDo);
  }

  private void runtimeInfo(Request request) {
    byte[] body = new JsonText().object().name("table").values(facts()).end().bytes();
    request.reply(ResponseCode.SUCCESS).body(body).send();
  }

  /** By the names of RocketMQ. */
  private Map<String, String> facts() {
    MessageStore store = broker.store();
    Map<String, String> facts = new TreeMap<>(broker.stats().totals());
    facts.put("brokerVersionDesc", PROTOCOL_VERSION);
    facts.put("brokerActive", "true");
    facts.put("bootTimestamp", Long.toString(bootTimestamp));
    facts.put("runtime", uptime());
    facts.put("commitLogMinOffset", Long.toString(store.firstPosition()));
    facts.put("commitLogMaxOffset", Long.toString(store.endPosition()));
    facts.put("commitLogDiskRatio", String.format(Locale.ROOT, "%.4f", store.diskUsedRatio()));
    facts.put("earliestMessageTimeStamp", Long.toString(earliest()));
    facts.put(
        "remainHowManyDataToFlush",
        Math.max(0, store.endPosition() - store.durablePosition()) + " B");
    // Messages reach their consume queues as part of being stored.
    facts.put("dispatchBehindBytes", "0");
    broker
        .delayed()
        .progress()
        .forEach((level, progress) -> facts.put("scheduleMessageOffset_" + level, progress));
    return facts;
  }

  private String uptime() {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(broker.clock().nanos() - bootNanos);
    return String.format(
        Locale.ROOT,
        "[ %d days, %d hours, %d minutes, %d seconds ]",
        TimeUnit.SECONDS.toDays(seconds),
        TimeUnit.SECONDS.toHours(seconds) % 24,
        TimeUnit.SECONDS.toMinutes(seconds) % 60,
        seconds % 60);
  }

  /** Store time of the first message in the log, -1 for none. */
  private long earliest() {
    LogView view = broker.store().record(broker.store().firstPosition());
    if (view == null) {
      return -1;
    }
    try {
      return new MessageRecord().wrap(view.buffer(), 0).storeTimestamp();
    } finally {
      view.release();
    }
  }

  private void stats(Request request) throws CommandException {
    String name = request.requiredText(STATS_NAME);
    String key = request.requiredText(STATS_KEY);
    String json = broker.stats().json(name, key);
    if (json == null) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR, "The stats <" + name + "> <" + key + "> not exist");
    }
    request.reply(ResponseCode.SUCCESS).body(json.getBytes(UTF_8)).send();
  }

  /** The store cleans up by itself. */
  private static void nothingToDo(Request request) {
    request.reply(ResponseCode.SUCCESS).send();
  }
}
