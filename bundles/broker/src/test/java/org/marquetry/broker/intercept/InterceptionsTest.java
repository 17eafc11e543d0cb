/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.marquetry.admin.InterceptorAdmin.Interceptor;
import org.marquetry.broker.fake.ManualCalls;
import org.marquetry.broker.spi.DeliverInterceptor;
import org.marquetry.broker.spi.SendContext;
import org.marquetry.broker.spi.SendInterceptor;
import org.marquetry.broker.spi.SendOutcome;
import org.marquetry.plugin.Gap;
import org.osgi.framework.Constants;

class InterceptionsTest {

  private final ManualCalls<SendInterceptor> sends = new ManualCalls<>();
  private final ManualCalls<DeliverInterceptor> deliveries = new ManualCalls<>();
  private final Interceptions interceptions =
      new Interceptions(
          new SendInterception(sends, bundle -> bundle == 7, 10),
          new DeliverInterception(deliveries, bundle -> true));

  private static final class Silent implements SendInterceptor {
    @Override
    public void beforeSend(SendContext context) {}

    @Override
    public void afterSend(SendContext context, SendOutcome outcome) {}
  }

  @Test
  void bothSidesAreShownWithTheirStates() {
    sends.put("one", new Silent());
    sends.put("two", new Silent());
    sends.gap("two", Gap.Cause.PUT_ASIDE);
    sends.put(
        "three",
        new Silent(),
        Map.of(SendInterceptor.REQUIRED, "TRUE", Constants.SERVICE_BUNDLEID, 7L));
    sends.remove("three");
    deliveries.put("four", context -> {});
    assertThat(interceptions.interceptors())
        .extracting(Interceptor::side, Interceptor::name, Interceptor::state, Interceptor::required)
        .containsExactly(
            tuple("send", "three", "stopped", true),
            tuple("send", "one", "working", false),
            tuple("send", "two", "put aside", false),
            tuple("deliver", "four", "working", false));
  }
}
