/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system;

import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where the roles of a node say which configuration keys they were given and which they read. What
 * none of them reads is told to the operator, once: a key of one role is not unused because another
 * one does not know it. Thread-safe; never blocks.
 *
 * <pre>{@code
 * keys.told("route", Set.of("listenPort"), Set.of("listenPort", "kvConfigPath"));
 * }</pre>
 */
@ProviderType
public interface ConfigurationKeys {

  /**
   * Takes the place of what the role said before.
   *
   * @param role {@code route} or {@code broker}
   * @param given keys that the role found in its configuration
   * @param known keys that it reads, given or not
   */
  void told(String role, Set<String> given, Set<String> known);
}
