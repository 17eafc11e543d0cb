/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.marquetry.admin.BrokerAdmin.ConfigEntry;
import org.marquetry.broker.config.SettingsException;
import org.marquetry.broker.topic.DataVersion;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the configuration and changes it until the next start. Only keys that the broker uses can
 * be changed, and of them only those that take effect at once: what is refused changes nothing.
 * Thread-safe.
 */
final class SettingsProcessor {

  private static final Logger LOG = LoggerFactory.getLogger(SettingsProcessor.class);
  private static final FieldName VERSION = new FieldName("version");
  private static final Set<String> FORBIDDEN =
      Set.of("configBlackList", "brokerConfigPath", "rocketmqHome");

  private final BrokerParts broker;
  private volatile DataVersion version;

  SettingsProcessor(BrokerParts broker) {
    this.broker = broker;
    this.version = new DataVersion(0, 0, broker.clock().millis());
  }

  void contribute(Processors.Builder builder, Executor executor) {
    builder
        .on(executor, RequestCode.UPDATE_BROKER_CONFIG, this::update)
        .on(executor, RequestCode.GET_BROKER_CONFIG, this::all);
  }

  private void update(Request request) throws CommandException, IOException {
    Map<String, String> changes = changes(request.bodyBytes());
    int permission = broker.settings().current().topics().permission();
    synchronized (this) {
      apply(changes);
      version = version.next(broker.clock().millis());
    }
    LOG.info("configuration changed until the next start: {}", changes);
    if (permission != broker.settings().current().topics().permission()) {
      broker.topics().touch();
      broker.registration().registerSoon();
    }
    request.reply(ResponseCode.SUCCESS).send();
  }

  private static Map<String, String> changes(byte[] body) throws CommandException {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(new String(body, UTF_8)));
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR, "string2Properties error: " + e.getMessage());
    }
    Map<String, String> changes = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      if (FORBIDDEN.contains(name)) {
        throw new CommandException(
            ResponseCode.NO_PERMISSION, "Can not update config in black list: " + name);
      }
      changes.put(name, properties.getProperty(name));
    }
    return changes;
  }

  private void apply(Map<String, String> changes) throws CommandException {
    List<String> unknown = new ArrayList<>(changes.keySet());
    for (ConfigEntry entry : broker.settings().current().entries()) {
      if (!entry.source().equals("unknown")) {
        unknown.remove(entry.key());
      }
    }
    if (!unknown.isEmpty()) {
      throw new CommandException(
          ResponseCode.INVALID_PARAMETER, "this broker does not use " + unknown);
    }
    try {
      List<String> needRestart = broker.settings().needRestart(changes);
      if (!needRestart.isEmpty()) {
        throw new CommandException(
            ResponseCode.INVALID_PARAMETER,
            needRestart
                + " cannot be changed while the broker runs: put them into its configuration file"
                + " and restart it");
      }
      broker.settings().change(changes);
    } catch (SettingsException e) {
      throw new CommandException(ResponseCode.INVALID_PARAMETER, e.getMessage());
    }
  }

  private void all(Request request) {
    StringBuilder text = new StringBuilder(4096);
    for (ConfigEntry entry : broker.settings().current().entries()) {
      text.append(entry.key()).append('=').append(escaped(entry.value())).append('\n');
    }
    request
        .reply(ResponseCode.SUCCESS)
        .field(VERSION, version.toJson().toString())
        .body(text.toString().getBytes(UTF_8))
        .send();
  }

  /** As {@link Properties#load} reads it back. */
  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }
}
