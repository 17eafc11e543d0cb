/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import org.marquetry.remoting.FieldName;

/** Names of the header fields that route requests and replies carry. */
final class Fields {

  static final FieldName BODY_CRC = new FieldName("bodyCrc32");
  static final FieldName BROKER_ADDRESS = new FieldName("brokerAddr");
  static final FieldName BROKER_ID = new FieldName("brokerId");
  static final FieldName BROKER_NAME = new FieldName("brokerName");
  static final FieldName CHANGED = new FieldName("changed");
  static final FieldName CLUSTER = new FieldName("cluster");
  static final FieldName CLUSTER_NAME = new FieldName("clusterName");
  static final FieldName COMPRESSED = new FieldName("compressed");
  static final FieldName ACTING_MASTER = new FieldName("enableActingMaster");
  static final FieldName HA_ADDRESS = new FieldName("haServerAddr");
  static final FieldName HEARTBEAT_TIMEOUT = new FieldName("heartbeatTimeoutMillis");
  static final FieldName KEY = new FieldName("key");
  static final FieldName MASTER_ADDRESS = new FieldName("masterAddr");
  static final FieldName NAMESPACE = new FieldName("namespace");
  static final FieldName TOPIC = new FieldName("topic");
  static final FieldName VALUE = new FieldName("value");
  static final FieldName WIPED_TOPICS = new FieldName("wipeTopicCount");
  static final FieldName ADDED_TOPICS = new FieldName("addTopicCount");
  static final FieldName ZONE = new FieldName("__ZONE_NAME");

  private Fields() {}
}
