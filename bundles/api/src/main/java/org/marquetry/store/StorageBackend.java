/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A storage backend: a plugin published as a service with the property {@link #NAME}. Thread-safe.
 *
 * <pre>{@code
 * @Component(service = StorageBackend.class, property = StorageBackend.NAME + "=mapped")
 * public final class MappedBackend implements StorageBackend { … }
 * }</pre>
 */
@ConsumerType
public interface StorageBackend {

  /** Service property: the backend's name, as in {@code spans.json}. */
  String NAME = "storage.backend";

  /**
   * Opens a span, new or existing. Of an existing one every byte on disk is readable afterwards;
   * the kernel finds the last whole record and calls {@link MessageLog#truncate}.
   *
   * @throws IOException if the span cannot be opened; the message names the file and the remedy
   */
  MessageLog open(SpanContext context) throws IOException;
}
