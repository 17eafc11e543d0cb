/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.concurrent.Executor;
import org.marquetry.broker.json.JsonText;
import org.marquetry.broker.stats.BrokerStats;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.kernel.MessageStore;

/** Answers tools that ask how the broker is doing. Thread-safe. */
final class RuntimeProcessor {

  private static final FieldName STATS_NAME = new FieldName("statsName");
  private static final FieldName STATS_KEY = new FieldName("statsKey");

  private final BrokerFacts facts;
  private final BrokerStats stats;
  private final TopicDeletion deletion;
  private final MessageStore store;

  RuntimeProcessor(
      BrokerFacts facts, BrokerStats stats, TopicDeletion deletion, MessageStore store) {
    this.store = store;
    this.facts = facts;
    this.stats = stats;
    this.deletion = deletion;
  }

  void contribute(Processors.Builder builder, Executor executor) {
    builder
        .on(executor, RequestCode.GET_BROKER_RUNTIME_INFO, this::runtimeInfo)
        .on(executor, RequestCode.VIEW_BROKER_STATS_DATA, this::stats)
        .on(executor, RequestCode.CLEAN_UNUSED_TOPIC, this::deleteUnused)
        .on(executor, RequestCode.CLEAN_EXPIRED_CONSUMEQUEUE, this::clean)
        .on(executor, RequestCode.DELETE_EXPIRED_COMMITLOG, this::clean);
  }

  private void runtimeInfo(Request request) {
    byte[] body = new JsonText().object().name("table").values(facts.runtimeInfo()).end().bytes();
    request.reply(ResponseCode.SUCCESS).body(body).send();
  }

  private void stats(Request request) throws CommandException {
    String name = request.requiredText(STATS_NAME);
    String key = request.requiredText(STATS_KEY);
    String json = stats.json(name, key);
    if (json == null) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR, "The stats <" + name + "> <" + key + "> not exist");
    }
    request.reply(ResponseCode.SUCCESS).body(json.getBytes(UTF_8)).send();
  }

  private void deleteUnused(Request request) throws CommandException {
    deletion.deleteUnused();
    request.reply(ResponseCode.SUCCESS).send();
  }

  private void clean(Request request) throws IOException {
    store.clean();
    request.reply(ResponseCode.SUCCESS).send();
  }
}
