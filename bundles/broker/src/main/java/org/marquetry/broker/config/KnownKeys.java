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
      Stream.concat(SettingKeys.ALL.stream(), StoreKeys.ALL.stream()).toList();

  private KnownKeys() {}
}
