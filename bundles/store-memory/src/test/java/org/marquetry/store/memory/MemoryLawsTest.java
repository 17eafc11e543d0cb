/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.memory;

import java.util.Map;
import org.marquetry.store.StorageBackend;
import org.marquetry.testkit.storage.MessageLogLaws;

class MemoryLawsTest extends MessageLogLaws {

  @Override
  protected StorageBackend backend() {
    return new MemoryBackend();
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("segmentBytes", "1048576", "maxBytes", "67108864");
  }
}
