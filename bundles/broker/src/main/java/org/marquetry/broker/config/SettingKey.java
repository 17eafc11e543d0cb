/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.config;

import java.util.Objects;

/**
 * A configuration key that this broker uses. Immutable.
 *
 * @param name RocketMQ's name
 * @param defaultText value where none is given, in the text form of files
 * @param live whether a change has effect without a restart
 * @param description for people
 */
public record SettingKey<T>(
    String name, ValueType<T> type, String defaultText, boolean live, String description) {

  public SettingKey {
    Objects.requireNonNull(defaultText, name);
  }

  /**
   * @throws SettingsException if the text is not a value of this key
   */
  T read(String text) throws SettingsException {
    String trimmed = text.trim();
    try {
      return type.parse(trimmed);
    } catch (IllegalArgumentException e) {
      throw new SettingsException(name + "=" + trimmed + ": allowed is " + type.allowed());
    }
  }
}
