/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.marquetry.plugin.kernel.PluginSettings.CircuitRule;

class CircuitTest {

  private final Circuit circuit = new Circuit();

  @Test
  void theFailuresThatAreTooManyAreCountedWithinTheWindow() {
    CircuitRule rule = new CircuitRule(100, 3, 100, 1);
    assertThat(failed(150, rule)).isNull();
    assertThat(failed(200, rule)).isNull();
    assertThat(failed(250, rule)).as("150 is the 101st last").isNull();
    assertThat(failed(299, rule)).as("200, 250 and 299").isNotNull();
  }

  @Test
  void oneOfAHundredMayBeTooMany() {
    CircuitRule rule = new CircuitRule(100, 1, 100, 1);
    assertThat(failed(150, rule)).isNotNull();
  }

  @Test
  void failuresInARowAreTooManyWhateverTheShare() {
    CircuitRule rule = new CircuitRule(2, 100, 100, 1);
    assertThat(circuit.failed(1, rule)).isNull();
    circuit.succeeded();
    assertThat(circuit.failed(3, rule)).isNull();
    assertThat(circuit.failed(4, rule)).contains("2 calls in a row");
  }

  private String failed(long call, CircuitRule rule) {
    circuit.succeeded();
    return circuit.failed(call, rule);
  }
}
