/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.mapped;

import java.io.IOException;
import org.marquetry.store.MessageLog;
import org.marquetry.store.SpanContext;
import org.marquetry.store.StorageBackend;
import org.osgi.service.component.annotations.Component;

/** The default backend: memory-mapped files of fixed size, RocketMQ's commit log byte for byte. */
@Component(service = StorageBackend.class, property = StorageBackend.NAME + "=mapped")
public final class MappedBackend implements StorageBackend {

  @Override
  public MessageLog open(SpanContext context) throws IOException {
    return MappedLog.open(context);
  }
}
