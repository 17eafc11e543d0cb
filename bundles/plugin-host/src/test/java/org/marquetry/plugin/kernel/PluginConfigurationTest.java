/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PluginConfigurationTest {

  @Test
  void withoutConfigurationTheDefaultsHold() {
    PluginConfiguration configuration = PluginConfiguration.of(Map.of());

    assertThat(configuration.of("filter", "SQL92")).isEqualTo(PluginSettings.DEFAULT);
    assertThat(configuration.complaints()).isEmpty();
  }

  @Test
  void theMoreExactKeyWins() {
    PluginConfiguration configuration =
        PluginConfiguration.of(
            Map.of(
                "time.millis", "100",
                "filter.time.millis", 200,
                "SQL92.time.millis", "300",
                "filter.SQL92.time.millis", "400",
                "a.b.allocation.mib", "1"));

    assertThat(configuration.of("filter", "SQL92").timeMillis()).isEqualTo(400);
    assertThat(configuration.of("strategy", "SQL92").timeMillis()).isEqualTo(300);
    assertThat(configuration.of("filter", "other").timeMillis()).isEqualTo(200);
    assertThat(configuration.of("strategy", "AVG").timeMillis()).isEqualTo(100);
    assertThat(configuration.of("filter", "a.b").allocationBytes()).isEqualTo(1 << 20);
    assertThat(configuration.complaints()).isEmpty();
  }

  @Test
  void whatIsWrongIsNamedWithTheRemedyAndTheDefaultHolds() {
    PluginConfiguration configuration =
        PluginConfiguration.of(
            Map.of("time.millis", "0", "lanes", "many", "speed", "9", "plugins.trust", "signed"));

    assertThat(configuration.of("filter", "SQL92")).isEqualTo(PluginSettings.DEFAULT);
    assertThat(configuration.complaints())
        .hasSize(3)
        .anyMatch(line -> line.contains("time.millis is '0', allowed are whole numbers from 1"))
        .anyMatch(line -> line.contains("lanes is 'many'"))
        .anyMatch(line -> line.contains("there is no key speed; known are time.millis, "));
  }

  @Test
  void sharesAndSwitchesMayBeWrittenAsPeopleDo() {
    PluginConfiguration configuration =
        PluginConfiguration.of(Map.of("canary.default.percent", "10%", "canary.compare", "false"));

    assertThat(configuration.of("filter", "SQL92").canary().defaultPercent()).isEqualTo(10);
    assertThat(configuration.of("filter", "SQL92").canary().compare()).isFalse();
    assertThat(configuration.complaints()).isEmpty();
  }
}
