/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConfigurationKeysComponentTest {

  private final ThreadScheduler scheduler = new ThreadScheduler("test");
  private final ConfigurationKeysComponent keys = new ConfigurationKeysComponent(scheduler);

  @AfterEach
  void close() {
    keys.close();
    scheduler.close();
  }

  @Test
  void aKeyIsUnusedOnlyIfNoRoleReadsIt() {
    keys.told(
        "route", Set.of("orderMessageEnable", "brokerName", "x"), Set.of("orderMessageEnable"));
    assertThat(keys.unused()).containsExactly("brokerName", "x");
    keys.told("broker", Set.of("orderMessageEnable", "brokerName", "y"), Set.of("brokerName"));
    assertThat(keys.unused()).containsExactly("x", "y");
  }

  @Test
  void aRoleMayChangeItsMind() {
    keys.told("route", Set.of("a"), Set.of());
    keys.told("route", Set.of("b"), Set.of("b"));
    assertThat(keys.unused()).isEmpty();
  }

  @Test
  void nothingIsPlannedAnyMoreAfterTheEnd() {
    keys.told("route", Set.of("a"), Set.of());
    keys.close();
    keys.told("route", Set.of("b"), Set.of());
    assertThat(keys.unused()).containsExactly("b");
  }
}
