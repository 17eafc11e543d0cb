/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Set;
import java.util.concurrent.Executor;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;

/** Answers tools that look at and copy the progress of groups. Thread-safe. */
final class OffsetsProcessor {

  private static final FieldName TOPIC = new FieldName("topic");
  private static final FieldName SOURCE_GROUP = new FieldName("srcGroup");
  private static final FieldName TARGET_GROUP = new FieldName("destGroup");

  private final BrokerParts broker;

  OffsetsProcessor(BrokerParts broker) {
    this.broker = broker;
  }

  void contribute(Processors.Builder builder, Executor executor) {
    builder
        .on(executor, RequestCode.GET_ALL_CONSUMER_OFFSET, this::consumerOffsets)
        .on(executor, RequestCode.GET_ALL_DELAY_OFFSET, this::delayOffsets)
        .on(executor, RequestCode.CLONE_GROUP_OFFSET, this::copy);
  }

  private void consumerOffsets(Request request) {
    byte[] body = broker.offsets().json().getBytes(UTF_8);
    request.reply(ResponseCode.SUCCESS).body(body).send();
  }

  private void delayOffsets(Request request) {
    byte[] body = broker.delayed().json().getBytes(UTF_8);
    request.reply(ResponseCode.SUCCESS).body(body).send();
  }

  private void copy(Request request) throws CommandException {
    String source = request.requiredText(SOURCE_GROUP);
    String target = request.requiredText(TARGET_GROUP);
    String topic = request.text(TOPIC);
    Set<String> topics =
        topic == null || topic.isBlank() ? broker.offsets().topics(source) : Set.of(topic);
    for (String name : topics) {
      broker
          .offsets()
          .offsets(source, name)
          .forEach((queueId, offset) -> broker.offsets().commit(target, name, queueId, offset));
    }
    request.reply(ResponseCode.SUCCESS).send();
  }
}
