/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.node;

import java.io.IOException;

/**
 * A name server and a broker on loopback. May be started again after {@link #stop} or {@link #kill}
 * on the same ports and the same data. Not thread-safe.
 */
public interface Node extends AutoCloseable {

  NodeSpec spec();

  /** Starts and returns when the broker is registered and answers. */
  void start() throws IOException;

  /** Stops cleanly, as SIGTERM would. */
  void stop() throws IOException;

  /** Ends the processes with SIGKILL. */
  void kill();

  /** The process that the broker runs in. */
  ProcessHandle brokerProcess();

  default String nameServer() {
    return spec().nameServer();
  }

  default String broker() {
    return spec().broker();
  }

  default String brokerName() {
    return spec().brokerName();
  }

  /** Ends what still runs; keeps the files. */
  @Override
  void close();
}
