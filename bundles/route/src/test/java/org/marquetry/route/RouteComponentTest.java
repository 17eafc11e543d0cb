/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.system.NodeOptions;
import org.marquetry.system.StartReport;
import org.marquetry.system.machine.FileDisk;
import org.marquetry.system.machine.SystemClock;
import org.marquetry.system.machine.ThreadScheduler;

class RouteComponentTest {

  @TempDir private Path directory;
  private final ThreadScheduler scheduler = new ThreadScheduler("test");
  private final List<String> ready = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();

  @AfterEach
  void stop() {
    scheduler.close();
  }

  @Test
  void aStartedServiceIsReportedWithItsAddressAndClosesCleanly() throws IOException {
    RouteComponent component = start(Map.of("route.listenPort", "0"));
    assertThat(failed).isEmpty();
    assertThat(ready).singleElement().asString().startsWith("route 127.0.0.1:");
    int port = (Integer) component.status().get("port");

    component.close();

    try (ServerSocket free = new ServerSocket(port)) {
      assertThat(free.getLocalPort()).isEqualTo(port);
    }
  }

  @Test
  void aPortInUseIsReportedInOneLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      String port = Integer.toString(taken.getLocalPort());

      start(Map.of("route.listenPort", port)).close();

      assertThat(ready).isEmpty();
      assertThat(failed).singleElement().asString().contains(port).doesNotContain("\n");
    }
  }

  @Test
  void aBadSettingIsReportedAndTheServiceSaysSo() {
    RouteComponent component = start(Map.of("route.listenPort", "many"));

    assertThat(failed).singleElement().asString().contains("listenPort", "many", "0 to 65535");
    assertThat(ready).isEmpty();
    assertThat(component.status()).containsKey("failed");
    assertThat(component.brokers()).isEmpty();
    component.close();
  }

  @Test
  void aChangedConfigurationIsTakenOverWhileRunningAndABadOneIsNot() {
    RouteComponent component = start(Map.of("route.listenPort", "0"));

    component.modified(Map.of("orderMessageEnable", "perhaps"));
    component.modified(Map.of("madeUp", 1, "enableTopicList", "false"));

    assertThat(component.config())
        .filteredOn(entry -> !entry.source().equals("default"))
        .extracting(entry -> entry.key() + "=" + entry.value() + " " + entry.source())
        .containsExactly(
            "route.listenPort=0 file",
            "route.enableTopicList=false file",
            "route.madeUp=1 unknown");
    assertThat(component.config())
        .allSatisfy(entry -> assertThat(entry.description()).as(entry.key()).isNotBlank());
    assertThat(told).contains("madeUp", "enableTopicList", "route.listenPort");
    component.close();
  }

  private RouteComponent start(Map<String, String> overrides) {
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
          public void waiting(String role, String reason) {
            failed.add(reason);
          }

          @Override
          public void failed(String role, String reason) {
            failed.add(reason);
          }
        },
        (role, given, known) -> told.addAll(given),
        Map.of("service.pid", RouteComponent.PID, "component.id", 1L));
  }

  private record Options(Path dataDirectory, Map<String, String> overrides)
      implements NodeOptions {}
}
