/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.marquetry.broker.client.Producers;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.message.PropertyBytes;
import org.marquetry.message.PropertyNames;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.kernel.AppendStatus;
import org.marquetry.store.kernel.Appended;
import org.marquetry.store.kernel.MessageDraft;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes replies on to the producers that asked for them: codes 324 and 325. A reply is also kept
 * in the cluster's reply topic, where the broker is set so; whether that succeeds does not matter
 * to the one that replies. Thread-safe.
 */
public final class ReplyProcessor {

  private static final Logger LOG = LoggerFactory.getLogger(ReplyProcessor.class);
  private static final long TIMEOUT_MILLIS = 10_000;
  private static final String NOT_STORED = "0";
  private static final byte[] NONE = {};

  private final SendParts parts;
  private final Producers producers;
  private final MessageWriter writer;
  private final Destinations destinations;
  private final SendReplies replies;
  private volatile InetSocketAddress storeHost;

  public ReplyProcessor(SendParts parts, Producers producers, MessageWriter writer) {
    this.parts = parts;
    this.producers = producers;
    this.writer = writer;
    this.destinations = new Destinations(parts.topics());
    BrokerSettings.Sends rules = parts.settings().current().sends();
    this.replies =
        new SendReplies(
            rules.region(), rules.traceOn(), rules.maxBodyBytes(), parts.store(), command -> {});
  }

  /** Sets the address that requesters and message ids are told. */
  public void storeHost(InetSocketAddress address) {
    storeHost = address;
  }

  /**
   * @param executor may block
   */
  public void contribute(Processors.Builder builder, Executor executor) {
    builder
        .on(executor, RequestCode.SEND_REPLY_MESSAGE, this::reply)
        .on(executor, RequestCode.SEND_REPLY_MESSAGE_V2, this::reply);
  }

  private void reply(Request request) throws CommandException {
    SendCommand read = new SendCommand();
    read.read(request);
    SendCommand command = read.hold().onBlockingThread();
    try {
      TopicConfig topic = destinations.resolve(command, parts.settings().current().topics());
      int queueId = Destinations.queueId(command, topic);
      Map<String, String> properties = properties(command);
      String requester = properties.get(PropertyNames.REPLY_TO_CLIENT);
      Connection connection = requester == null ? null : producers.connection(requester);
      String tag = properties.get(PropertyNames.TAGS);
      Stored stored = store(command, topic, queueId, properties, tag == null ? 0 : tag.hashCode());
      if (connection == null) {
        String problem =
            requester == null
                ? "reply message properties[" + PropertyNames.REPLY_TO_CLIENT + "] is null"
                : "push reply message fail, channel of <" + requester + "> not found.";
        answer(command, stored, queueId, problem);
        return;
      }
      var unused =
          connection
              .call(push(command, queueId, properties), TIMEOUT_MILLIS)
              .whenComplete(
                  (answer, failure) ->
                      answer(command, stored, queueId, problem(requester, answer, failure)));
    } catch (CommandException e) {
      replies.refused(command, e.code(), e.getMessage());
    }
  }

  /** Those that the reply brings along, and what every message of this broker says. */
  private Map<String, String> properties(SendCommand command) {
    BrokerSettings.Sends rules = parts.settings().current().sends();
    Map<String, String> properties = PropertyBytes.decode(command.properties);
    properties.put(PropertyNames.MSG_REGION, rules.region());
    properties.put(PropertyNames.TRACE_ON, Boolean.toString(rules.traceOn()));
    return properties;
  }

  private static String problem(String requester, Command answer, Throwable failure) {
    if (failure == null && answer.code() == ResponseCode.SUCCESS) {
      return null;
    }
    return "push reply message to "
        + requester
        + " fail: "
        + (failure == null ? "it answers " + answer.code() : failure.getMessage());
  }

  private void answer(SendCommand command, Stored stored, int queueId, String problem) {
    int code = problem == null ? ResponseCode.SUCCESS : ResponseCode.SYSTEM_ERROR;
    replies.stored(
        command.reply(code).remark(problem), stored.id, queueId, stored.queueOffset, null, null);
  }

  /** The request that brings the requester its reply. */
  private Command push(SendCommand command, int queueId, Map<String, String> properties) {
    long now = parts.clock().millis();
    Map<String, String> all = new TreeMap<>(properties);
    all.put(PropertyNames.PUSH_REPLY_TIME, Long.toString(now));
    Map<String, String> fields = new TreeMap<>();
    fields.put("producerGroup", command.producerGroup == null ? "" : command.producerGroup);
    fields.put("topic", command.topic);
    fields.put("defaultTopic", command.defaultTopic == null ? "" : command.defaultTopic);
    fields.put("defaultTopicQueueNums", Integer.toString(command.defaultTopicQueues));
    fields.put("queueId", Integer.toString(queueId));
    fields.put("sysFlag", Integer.toString(command.sysFlag));
    fields.put("bornTimestamp", Long.toString(command.bornTimestamp));
    fields.put("flag", Integer.toString(command.flag));
    fields.put("properties", text(all));
    fields.put("reconsumeTimes", Integer.toString(command.reconsumeTimes));
    fields.put("unitMode", "false");
    fields.put("bornHost", text(command.peer()));
    fields.put("storeHost", text(storeHost));
    fields.put("storeTimestamp", Long.toString(now));
    byte[] body = new byte[command.body.remaining()];
    command.body.duplicate().get(body);
    return Command.request(RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT, fields, body);
  }

  private static String text(Map<String, String> properties) {
    return new String(PropertyBytes.encode(properties), UTF_8);
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /** Keeps the reply, where that is wanted and possible. */
  private Stored store(
      SendCommand command,
      TopicConfig topic,
      int queueId,
      Map<String, String> properties,
      long tagsCode) {
    if (!parts.settings().current().sends().storeReplies()) {
      return new Stored(NOT_STORED, 0);
    }
    byte[] encoded = PropertyBytes.encode(properties);
    MessageDraft draft =
        new MessageDraft()
            .flag(command.flag)
            .sysFlag(Destinations.sysFlag(command, topic))
            .bornTimestamp(command.bornTimestamp)
            .bornHost(command.peer().getAddress().getAddress(), command.peer().getPort())
            .reconsumeTimes(command.reconsumeTimes)
            .body(command.body)
            .properties(encoded, 0, encoded.length)
            .moreProperties(NONE)
            .tagsCode(tagsCode);
    Appended appended = new Appended();
    String refusal;
    try {
      AppendStatus status = writer.write(topic.name(), queueId, draft, appended);
      if (status == AppendStatus.OK) {
        long bytes = appended.endPosition() - appended.position();
        parts.stats().put(topic.name(), 1, bytes);
        return new Stored(new OffsetIds(storeHost).of(appended.position()), appended.queueOffset());
      }
      refusal = status.toString();
    } catch (IOException e) {
      refusal = e.getMessage();
    }
    LOG.debug("a reply is passed on but not kept: {}", refusal);
    return new Stored(NOT_STORED, 0);
  }

  /** Where a reply is kept. */
  private record Stored(String id, long queueOffset) {}
}
