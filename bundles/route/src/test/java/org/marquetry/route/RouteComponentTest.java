/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.system.NodeOptions;
import org.marquetry.system.StartReport;
import org.marquetry.system.machine.FileDisk;
import org.marquetry.system.machine.SystemClock;
import org.marquetry.system.machine.ThreadScheduler;

class RouteComponentTest {

  @TempDir private Path directory;
  private final List<String> ready = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();

  @Test
  void aBadSettingIsReportedAndTheServiceSaysSo() {
    RouteComponent component = start(Map.of("route.listenPort", "many"));
    try {
      assertThat(failed).singleElement().asString().contains("listenPort", "many", "0 to 65535");
      assertThat(ready).isEmpty();
      assertThat(component.status()).containsKey("failed");
      assertThat(component.brokers()).isEmpty();
    } finally {
      component.close();
    }
  }

  private RouteComponent start(Map<String, String> overrides) {
    try (ThreadScheduler scheduler = new ThreadScheduler("test")) {
      return start(scheduler, overrides);
    }
  }

  private RouteComponent start(ThreadScheduler scheduler, Map<String, String> overrides) {
    return new RouteComponent(
        new SystemClock(),
        scheduler,
        new FileDisk(),
        new Options(directory, overrides),
        new StartReport() {
          @Override
          public void ready(String role, String address) {
            ready.add(role + " " + address);
          }

          @Override
          public void failed(String role, String reason) {
            failed.add(reason);
          }
        },
        Map.of("service.pid", RouteComponent.PID, "component.id", 1L));
  }

  private record Options(Path dataDirectory, Map<String, String> overrides)
      implements NodeOptions {}
}
