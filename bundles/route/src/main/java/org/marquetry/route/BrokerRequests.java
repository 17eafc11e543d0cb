/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Map;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Reply;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.ResponseCode;

/** Answers what brokers tell and ask of themselves. Thread-safe. */
final class BrokerRequests {

  private final RouteRegistry registry;
  private final KeyValueStore keyValues;
  private final CurrentSettings settings;

  BrokerRequests(RouteRegistry registry, KeyValueStore keyValues, CurrentSettings settings) {
    this.registry = registry;
    this.keyValues = keyValues;
    this.settings = settings;
  }

  void register(Request request) throws CommandException {
    Registration from = registration(request);
    Connection connection = request.connection();
    byte[] body = request.bodyBytes();
    boolean compressed = request.booleanOr(Fields.COMPRESSED, false);
    int crc = request.intOr(Fields.BODY_CRC, 0);
    DataVersion known = registry.knownVersion(from, connection);
    Registration.Topics topics =
        RegistrationReader.read(body, compressed, crc, from.brokerName(), known);
    if (!topics.unchanged() || !registry.refresh(from, topics.version(), connection)) {
      if (topics.unchanged()) {
        topics = RegistrationReader.read(body, compressed, crc, from.brokerName(), null);
      }
      registry.register(
          from, topics, connection, settings.get().deleteTopicWithBrokerRegistration());
    }

    Reply reply = request.reply(ResponseCode.SUCCESS);
    LiveBroker master = from.master() ? null : registry.master(from.cluster(), from.brokerName());
    if (master != null) {
      reply.field(Fields.HA_ADDRESS, master.registration().haAddress());
      reply.field(Fields.MASTER_ADDRESS, master.registration().address());
    }
    Map<String, String> ordered = keyValues.list(KeyValueStore.ORDERED_TOPICS);
    if (ordered != null && settings.get().returnOrderTopicConfigToBroker()) {
      reply.body(RouteJson.table(ordered));
    }
    reply.send();
  }

  private static Registration registration(Request request) throws CommandException {
    String cluster = named(request, Fields.CLUSTER_NAME);
    String name = named(request, Fields.BROKER_NAME);
    String address = named(request, Fields.BROKER_ADDRESS);
    long id = request.requiredLong(Fields.BROKER_ID);
    if (id < 0) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR, "brokerId = " + id + ", allowed are 0 (master) and above");
    }
    long timeout = request.longOr(Fields.HEARTBEAT_TIMEOUT, Registration.DEFAULT_TIMEOUT_MILLIS);
    return new Registration(
        cluster,
        name,
        id,
        address,
        request.text(Fields.HA_ADDRESS),
        request.text(Fields.ZONE),
        request.has(Fields.ACTING_MASTER)
            ? (Boolean) request.booleanOr(Fields.ACTING_MASTER, false)
            : null,
        timeout > 0 ? timeout : Registration.DEFAULT_TIMEOUT_MILLIS);
  }

  private static String named(Request request, FieldName field) throws CommandException {
    String text = request.requiredText(field);
    if (text.isBlank()) {
      throw new CommandException(ResponseCode.SYSTEM_ERROR, field + " is blank");
    }
    return text;
  }

  void unregister(Request request) throws CommandException {
    registry.unregister(
        request.requiredText(Fields.CLUSTER_NAME),
        request.requiredText(Fields.BROKER_NAME),
        request.requiredText(Fields.BROKER_ADDRESS));
    request.reply(ResponseCode.SUCCESS).send();
  }

  void heartbeat(Request request) throws CommandException {
    registry.seen(
        request.requiredSymbol(Fields.CLUSTER_NAME), request.requiredSymbol(Fields.BROKER_ADDRESS));
    request.reply(ResponseCode.SUCCESS).send();
  }

  void queryVersion(Request request) throws CommandException {
    String cluster = request.requiredSymbol(Fields.CLUSTER_NAME);
    String address = request.requiredSymbol(Fields.BROKER_ADDRESS);
    DataVersion asked = version(request.bodyBytes());
    registry.seen(cluster, address);
    DataVersion known = registry.version(cluster, address);
    Reply reply = request.reply(ResponseCode.SUCCESS);
    reply.field(Fields.CHANGED, !asked.equals(known));
    if (known != null) {
      reply.body(RouteJson.version(known));
    }
    reply.send();
  }

  private static DataVersion version(byte[] body) throws CommandException {
    if (body.length == 0) {
      return DataVersion.ZERO;
    }
    try {
      return RegistrationReader.readVersion(RegistrationReader.json(new String(body, UTF_8)));
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR,
          "the body is no data version: " + RegistrationReader.reason(e));
    }
  }

  void members(Request request) throws CommandException {
    String cluster = request.requiredText(Fields.CLUSTER_NAME);
    String name = request.requiredText(Fields.BROKER_NAME);
    request
        .reply(ResponseCode.SUCCESS)
        .body(RouteJson.memberGroup(cluster, name, registry.tables().broker(name)))
        .send();
  }

  void wipeWrite(Request request) throws CommandException {
    int count = registry.wipeWrite(request.requiredText(Fields.BROKER_NAME));
    request.reply(ResponseCode.SUCCESS).field(Fields.WIPED_TOPICS, count).send();
  }

  void addWrite(Request request) throws CommandException {
    int count = registry.addWrite(request.requiredText(Fields.BROKER_NAME));
    request.reply(ResponseCode.SUCCESS).field(Fields.ADDED_TOPICS, count).send();
  }
}
