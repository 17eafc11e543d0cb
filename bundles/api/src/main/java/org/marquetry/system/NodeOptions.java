/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system;

import java.nio.file.Path;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the node was started with. Immutable for the life of the process.
 *
 * <pre>{@code
 * Path mine = options.dataDirectory().resolve("my-plugin");
 * }</pre>
 */
@ProviderType
public interface NodeOptions {

  /** {@return the data directory ({@code --data}), absolute} */
  Path dataDirectory();

  /**
   * {@return the keys and values, RocketMQ's names and units, from the file given with {@code -c},
   * the ports and {@code --set} (the later wins)} They override what Configuration Admin says.
   */
  Map<String, String> overrides();
}
