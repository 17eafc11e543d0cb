/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.matrix;

/** A client version, with the header format it is told to write. */
public enum ClientVersion {
  V4_6_1("4.6.1", "JSON"),
  V4_9_8("4.9.8", "JSON"),
  V5_5_0("5.5.0", "JSON"),
  V5_5_0_BINARY("5.5.0", "ROCKETMQ");

  private final String number;
  private final String serializeType;

  ClientVersion(String number, String serializeType) {
    this.number = number;
    this.serializeType = serializeType;
  }

  String number() {
    return number;
  }

  /** Value of RocketMQ's property {@code rocketmq.serialize.type}. */
  String serializeType() {
    return serializeType;
  }

  /** Fit for topic names. */
  public String label() {
    return name();
  }

  @Override
  public String toString() {
    return "client " + number + " " + serializeType;
  }
}
