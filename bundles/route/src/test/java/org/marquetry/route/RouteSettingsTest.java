/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteSettingsTest {

  @Test
  void theBarePortIsTheBrokers() {
    assertThat(RouteSettings.of(Map.of("listenPort", "10911")).listenPort()).isEqualTo(9876);
    assertThat(RouteSettings.of(Map.of("route.listenPort", "19876")).listenPort()).isEqualTo(19876);
  }

  @Test
  void aPrefixedKeyWinsOverTheBareOne() {
    RouteSettings settings =
        RouteSettings.of(Map.of("serverSelectorThreads", "8", "route.serverSelectorThreads", "2"));

    assertThat(settings.serverSelectorThreads()).isEqualTo(2);
  }

  @Test
  void unknownKeysAreListed() {
    RouteSettings settings =
        RouteSettings.of(Map.of("rocketmqHome", "/opt/mq", "route.orderMessageEnable", "true"));

    assertThat(settings.unknown()).containsOnlyKeys("rocketmqHome");
    assertThat(settings.orderMessageEnable()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "route.listenPort, 70000, 0 to 65535",
    "route.listenPort, abc, 0 to 65535",
    "orderMessageEnable, yes, true and false",
    "scanNotActiveBrokerInterval, 0, 10 to",
  })
  void aBadValueIsNamedWithWhatIsAllowed(String key, String value, String allowed) {
    assertThatThrownBy(() -> RouteSettings.of(Map.of(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(key + " = ")
        .hasMessageContaining(value)
        .hasMessageContaining(allowed);
  }

  @Test
  void keysThatNeedARestartAreTold() {
    RouteSettings running = RouteSettings.of(Map.of());
    RouteSettings wanted =
        RouteSettings.of(Map.of("route.listenPort", "1", "orderMessageEnable", "true"));

    assertThat(wanted.needRestart(running)).containsExactly("listenPort");
  }

  @Test
  void aConfiguredChangeKeepsWhatWasChangedByRequest() {
    CurrentSettings settings = new CurrentSettings(Map.of("orderMessageEnable", "false"));
    settings.change(Map.of("orderMessageEnable", "true"));

    settings.configure(Map.of("orderMessageEnable", "false", "enableTopicList", "false"));

    assertThat(settings.get().orderMessageEnable()).isTrue();
    assertThat(settings.get().enableTopicList()).isFalse();
  }
}
