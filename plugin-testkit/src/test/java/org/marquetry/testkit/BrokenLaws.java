/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Runs laws on a plugin and tells which of them it breaks. */
final class BrokenLaws {

  private BrokenLaws() {}

  static Set<String> broken(Class<?> laws) {
    Events tests =
        EngineTestKit.engine("junit-jupiter").selectors(selectClass(laws)).execute().testEvents();
    assertThat(tests.started().count()).as("tests of " + laws).isPositive();
    return tests
        .failed()
        .map(event -> event.getTestDescriptor().getDisplayName().replace("()", ""))
        .collect(Collectors.toSet());
  }
}
