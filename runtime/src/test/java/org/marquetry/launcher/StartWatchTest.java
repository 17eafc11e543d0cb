/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;

class StartWatchTest {

  private final StartWatch watch = new StartWatch(Set.of("broker"));

  @Test
  void whoWaitsHasNotFailed() {
    report(Map.of("state", "waiting", "role", "broker", "reason", "no name server\nanswers"));
    assertThat(watch.outcome()).isNotDone();
    assertThat(watch.waits()).containsExactly("broker waits: no name server answers");
  }

  @Test
  void whoWaitsMayBeReadyAllTheSame() {
    report(Map.of("state", "waiting", "role", "broker", "reason", "no name server answers"));
    report(Map.of("state", "ready", "role", "broker", "address", "127.0.0.1:10911"));
    assertThat(watch.outcome()).isCompletedWithValue(Map.of("broker", "127.0.0.1:10911"));
    assertThat(watch.waits()).hasSize(1);
  }

  @Test
  void theFirstFailureSettlesTheStart() {
    report(Map.of("state", "failed", "role", "broker", "reason", "port 10911 is in use"));
    assertThat(watch.outcome()).isCompletedExceptionally();
  }

  private void report(Map<String, String> properties) {
    ServiceReference<?> reference =
        (ServiceReference<?>)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ServiceReference.class},
                (self, method, arguments) ->
                    properties.get(
                        String.valueOf(arguments[0]).substring("marquetry.start.".length())));
    watch.serviceChanged(new ServiceEvent(ServiceEvent.MODIFIED, reference));
  }
}
