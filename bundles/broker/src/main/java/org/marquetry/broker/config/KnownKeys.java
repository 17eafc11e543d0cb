/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.config;

import java.util.List;
import java.util.stream.Stream;

/** Every configuration key that has an effect. */
final class KnownKeys {

  /** In the order in which to show them. */
  static final List<SettingKey<?>> ALL =
      Stream.of(
              SettingKeys.ALL,
              DelayKeys.ALL,
              TransactionKeys.ALL,
              StoreKeys.ALL,
              RetentionKeys.ALL,
              LightKeys.ALL)
          .<SettingKey<?>>flatMap(List::stream)
          .toList();

  private KnownKeys() {}
}
