/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.memory;

import java.io.IOException;
import org.marquetry.store.Durability;
import org.marquetry.store.MessageLog;
import org.marquetry.store.SpanContext;
import org.marquetry.store.StorageBackend;
import org.osgi.service.component.annotations.Component;

/**
 * Keeps messages in memory, for as long as the process lives: nothing touches the disk, nothing
 * survives a restart. Configured by {@code storage.memory.*}, see {@link MemorySettings}.
 */
@Component(service = StorageBackend.class, property = StorageBackend.NAME + "=memory")
public final class MemoryBackend implements StorageBackend {

  private final MemoryBudget budget = new MemoryBudget();

  @Override
  public Durability durability() {
    return Durability.ACCEPTED;
  }

  @Override
  public MessageLog open(SpanContext context) throws IOException {
    return MemoryLog.open(context, MemorySettings.of(context.settings()), budget);
  }
}
