/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.marquetry.broker.config.BrokerSettings;

class AdvertisedAddressTest {

  private static InetAddress of(String... keysAndValues) throws Exception {
    Map<String, String> given =
        keysAndValues.length == 2
            ? Map.of(keysAndValues[0], keysAndValues[1])
            : Map.of(keysAndValues[0], keysAndValues[1], keysAndValues[2], keysAndValues[3]);
    return AdvertisedAddress.of(BrokerSettings.parse(given, Path.of("data")).network());
  }

  @Test
  void isLoopbackWhereEveryNameServerIs() throws Exception {
    assertThat(of("namesrvAddr", "").getHostAddress()).isEqualTo("127.0.0.1");
    assertThat(of("namesrvAddr", "127.0.0.1:9876;localhost:9877").getHostAddress())
        .isEqualTo("127.0.0.1");
  }

  @Test
  void isWhatIsConfigured() throws Exception {
    assertThat(of("brokerIP1", "192.0.2.7", "namesrvAddr", "127.0.0.1:9876").getHostAddress())
        .isEqualTo("192.0.2.7");
  }

  @Test
  void isALocalAddressWhereANameServerIsElsewhere() throws Exception {
    assertThat(of("namesrvAddr", "127.0.0.1:9876;192.0.2.1:9876").isAnyLocalAddress()).isFalse();
  }

  @Test
  void passesOverNamesThatNobodyKnows() throws Exception {
    assertThat(of("namesrvAddr", "no-such-host.invalid:9876").getHostAddress())
        .isEqualTo("127.0.0.1");
  }
}
