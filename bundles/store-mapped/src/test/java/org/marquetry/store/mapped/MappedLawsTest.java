/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.mapped;

import org.marquetry.store.StorageBackend;
import org.marquetry.testkit.storage.MessageLogLaws;

class MappedLawsTest extends MessageLogLaws {

  @Override
  protected StorageBackend backend() {
    return new MappedBackend();
  }
}
