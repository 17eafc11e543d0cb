/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.node;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.marquetry.itests.wire.Wire;

/** Waits for a node by asking it what a client would ask. */
public final class Readiness {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int GET_MAX_OFFSET = 30;
  private static final int GET_ROUTE = 105;

  private Readiness() {}

  /**
   * Returns when the name server has a route to the broker and the broker answers.
   *
   * @param alive false once there is nothing left to wait for
   * @param output what to show when the node does not get ready
   */
  public static void await(NodeSpec spec, BooleanSupplier alive, Supplier<String> output)
      throws IOException {
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> !alive.getAsBoolean() || isReady(spec));
    } catch (ConditionTimeoutException e) {
      throw new IOException(
          "node not ready after " + PATIENCE + "; its output:\n" + output.get(), e);
    }
    if (!alive.getAsBoolean()) {
      throw new IOException("node ended while starting; its output:\n" + output.get());
    }
  }

  /** {@code SELF_TEST_TOPIC} is on every broker, with or without automatic topic creation. */
  private static boolean isReady(NodeSpec spec) {
    try (Wire route = Wire.to(spec.nameServer());
        Wire broker = Wire.to(spec.broker())) {
      RemotingCommand found = route.call(GET_ROUTE, Map.of("topic", "SELF_TEST_TOPIC"));
      return found.getCode() == 0
          && broker
                  .call(GET_MAX_OFFSET, Map.of("topic", "SELF_TEST_TOPIC", "queueId", "0"))
                  .getCode()
              == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
