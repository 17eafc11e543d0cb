/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system;

import java.nio.file.Path;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** What the node was started with. Immutable for the life of the process. */
@ProviderType
public interface NodeOptions {

  /** The data directory ({@code --data}), absolute. */
  Path dataDirectory();

  /**
   * Keys and values, RocketMQ's names and units, from the file given with {@code -c}, the ports and
   * {@code --set} (the later wins). They override what Configuration Admin says.
   */
  Map<String, String> overrides();
}
