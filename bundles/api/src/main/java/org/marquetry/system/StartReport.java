/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Where the roles of a node say that they serve clients or why they cannot. The launcher prints one
 * {@code ready} line when every role it started has reported, and ends the process with exit code 1
 * and one line on the first failure. Thread-safe.
 *
 * <pre>{@code
 * report.ready("broker", "127.0.0.1:10911");
 * }</pre>
 */
@ProviderType
public interface StartReport {

  /**
   * Says that a role serves clients.
   *
   * @param role {@code route} or {@code broker}
   * @param address where it listens, {@code host:port}
   */
  void ready(String role, String address);

  /**
   * Says what a role waits for that is outside of its node. The launcher shows it where the start
   * takes long, and with the {@code ready} line of a role that serves all the same.
   *
   * @param role {@code route} or {@code broker}
   * @param reason one line for people: what is missing and what to do
   */
  void waiting(String role, String reason);

  /**
   * Says that a role cannot start.
   *
   * @param role {@code route} or {@code broker}
   * @param reason one line for people: what is wrong (names and values) and what to do
   */
  void failed(String role, String reason);
}
