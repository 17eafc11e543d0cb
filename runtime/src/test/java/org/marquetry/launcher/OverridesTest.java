/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverridesTest {

  private static final Path STORE = Path.of("/data/store");
  private static final NodePlan STANDALONE = plan("standalone", "route", "broker");
  private static final NodePlan ROUTE = plan("route", "route");
  private static final NodePlan BROKER = plan("broker", "broker");

  @TempDir private Path conf;

  @Test
  void aStandaloneNodeFindsItself() throws Exception {
    assertThat(merged(STANDALONE))
        .isEqualTo(Map.of("namesrvAddr", "127.0.0.1:9876", "storePathRootDir", "/data/store"));
    assertThat(merged(STANDALONE, "--route-port", "1234"))
        .containsEntry("namesrvAddr", "127.0.0.1:1234")
        .containsEntry("route.listenPort", "1234");
  }

  @Test
  void aBrokerAloneIsToldItsRouteServiceByTheUser() throws Exception {
    assertThat(merged(BROKER)).isEqualTo(Map.of("storePathRootDir", "/data/store"));
    assertThat(merged(ROUTE)).isEmpty();
  }

  @Test
  void laterSourcesWin() throws Exception {
    Path file = file("broker.conf", "listenPort = 1\nbrokerName=file \nflushDiskType=SYNC_FLUSH");
    assertThat(
            merged(BROKER, "-c", file.toString(), "--broker-port", "2", "--set", "brokerName=set"))
        .containsEntry("listenPort", "2")
        .containsEntry("brokerName", "set")
        .containsEntry("flushDiskType", "SYNC_FLUSH");
    assertThat(merged(BROKER, "-c", file.toString(), "--broker-port", "2", "--set", "listenPort=3"))
        .containsEntry("listenPort", "3");
  }

  @Test
  void onARouteNodeListenPortIsTheRouteServices() throws Exception {
    Path file = file("namesrv.conf", "listenPort=1\nkvConfigPath=/kv");
    assertThat(merged(ROUTE, "-c", file.toString()))
        .isEqualTo(Map.of("route.listenPort", "1", "kvConfigPath", "/kv"));
    assertThat(merged(ROUTE, "-c", file.toString(), "--route-port", "2"))
        .containsEntry("route.listenPort", "2");
    assertThat(merged(ROUTE, "--route-port", "2", "--set", "listenPort=3"))
        .isEqualTo(Map.of("route.listenPort", "3"));
  }

  @Test
  void onAStandaloneNodeListenPortIsTheBrokers() throws Exception {
    Path file = file("broker.conf", "listenPort=1\nnamesrvAddr=other:9876");
    assertThat(merged(STANDALONE, "-c", file.toString()))
        .containsEntry("listenPort", "1")
        .containsEntry("namesrvAddr", "other:9876")
        .doesNotContainKey("route.listenPort");
  }

  @Test
  void whatAConfigurationFileSaysIsNotOverriddenByADefault() throws Exception {
    file("org.marquetry.broker.cfg", "storePathRootDir=/elsewhere");
    file("org.marquetry.route.cfg", "route.listenPort=7777");
    assertThat(merged(STANDALONE)).isEqualTo(Map.of("namesrvAddr", "127.0.0.1:7777"));
    file("org.marquetry.broker.cfg", "namesrvAddr=other:9876");
    assertThat(merged(STANDALONE)).isEqualTo(Map.of("storePathRootDir", "/data/store"));
  }

  @Test
  void portZeroIsSettledAtOnce() throws Exception {
    Map<String, String> merged = merged(STANDALONE, "--route-port", "0", "--broker-port", "0");
    assertThat(Integer.parseInt(merged.get("route.listenPort"))).isPositive();
    assertThat(Integer.parseInt(merged.get("listenPort"))).isPositive();
    assertThat(merged).containsEntry("namesrvAddr", "127.0.0.1:" + merged.get("route.listenPort"));
  }

  @Test
  void aPortOfAServiceThatDoesNotRunIsRefused() {
    assertThatThrownBy(() -> merged(BROKER, "--route-port", "1"))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("--route-port means nothing to role broker")
        .hasMessageContaining("--set namesrvAddr=host:port");
    assertThatThrownBy(() -> merged(ROUTE, "--broker-port", "1"))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("--broker-port means nothing to role route");
  }

  @Test
  void aFileThatIsMissingOrNoTextIsNamed() throws IOException {
    Path none = conf.resolve("none.conf");
    assertThatThrownBy(() -> merged(BROKER, "-c", none.toString()))
        .isInstanceOf(LaunchException.class)
        .hasMessage("the configuration file " + none + " does not exist");
    Path binary = conf.resolve("binary.conf");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> merged(BROKER, "-c", binary.toString()))
        .isInstanceOf(LaunchException.class)
        .hasMessage("the configuration file " + binary + " is not UTF-8 text");
    Path escapes = file("escapes.conf", "a=\\u12");
    assertThatThrownBy(() -> merged(BROKER, "-c", escapes.toString()))
        .isInstanceOf(LaunchException.class)
        .hasMessageStartingWith("the configuration file " + escapes + " cannot be read: ");
    assertThatThrownBy(() -> merged(BROKER, "-c", conf.toString()))
        .isInstanceOf(LaunchException.class)
        .hasMessageStartingWith("the configuration file " + conf + " cannot be read: ");
  }

  private Map<String, String> merged(NodePlan plan, String... options) throws LaunchException {
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(List.of(options));
    return new Overrides(CommandLine.parse(arguments), plan, conf).merged(STORE);
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(conf.resolve(name), content);
  }

  private static NodePlan plan(String name, String... roles) {
    return new NodePlan(name, Set.of(roles), List.of());
  }
}
