/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

class LogsTest {

  private final List<String> lines = new ArrayList<>();
  private final Logger logger =
      (Logger)
          Proxy.newProxyInstance(
              LogsTest.class.getClassLoader(),
              new Class<?>[] {Logger.class},
              (proxy, method, arguments) -> {
                Object[] values =
                    arguments.length == 2 && arguments[1] instanceof Object[] several
                        ? several
                        : Arrays.copyOfRange(arguments, 1, arguments.length);
                lines.add(MessageFormatter.arrayFormat((String) arguments[0], values).getMessage());
                return null;
              });

  @Test
  void aFloodIsOneLineASecond() {
    AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    RateLimitedLog log = new RateLimitedLog(logger, nanos::get);
    for (int i = 0; i < 100; i++) {
      log.warn("flood {}", i);
    }
    assertThat(lines).containsExactly("flood 0");
    nanos.addAndGet(1_000_000_000L);
    log.warn("flood {} of {}", 100, "x");
    assertThat(lines)
        .containsExactly(
            "flood 0", "flood 100 of x", "99 more warnings of this kind were suppressed");
  }

  @Test
  void aKindOfFailureIsLoggedOnceThenAtEveryTenfold() {
    FailureLog log = new FailureLog(logger);
    for (int i = 0; i < 1_000; i++) {
      log.failed(10, new IllegalStateException("one"));
    }
    log.failed(11, new IllegalStateException("two"));
    log.failed(10, new IllegalArgumentException("three"));
    assertThat(lines).hasSize(6);
    assertThat(lines.get(0)).startsWith("request code 10 failed");
    assertThat(lines.get(3)).contains("request code 10 has failed 1000 times", "one");
  }
}
