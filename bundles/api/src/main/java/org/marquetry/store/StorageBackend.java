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
 * <p>Life of a span: {@link #open} with {@link SpanContext#writable()}, {@link MessageLog#truncate}
 * where there was something before, appends; sealed when the broker goes on in another span: opened
 * once more, read-only, and then closed as the writable one. An update of the backend's bundle
 * closes every log of the old version and opens it with the new one, while producers and consumers
 * wait; where the new version fails or takes longer than 10 seconds, the old one goes on if it is
 * still installed. A backend must therefore be able to open whatever an older version of it has
 * written.
 *
 * <pre>{@code
 * @Component(service = StorageBackend.class, property = StorageBackend.NAME + "=mine")
 * public final class MyBackend implements StorageBackend {
 *   @Override
 *   public MessageLog open(SpanContext context) throws IOException {
 *     return new MyLog(context);
 *   }
 * }
 * }</pre>
 */
@ConsumerType
public interface StorageBackend {

  /** Service property: the backend's name, as in {@code spans.json}. */
  String NAME = "storage.backend";

  /**
   * {@return the highest level that logs of this backend reach} A broker that has promised its
   * clients more does not go on in such a log unless it is forced to. What is only {@link
   * Durability#ACCEPTED} is gone after a restart of the process: the kernel never opens such a span
   * again, and goes on at positions that have not been given out before.
   */
  default Durability durability() {
    return Durability.ON_DISK;
  }

  /**
   * Opens a span, new or existing. May block for the disk. Of an existing one every byte on disk is
   * readable afterwards; of one that is written the kernel finds the last whole record and calls
   * {@link MessageLog#truncate} before the first append. Until then nothing of an existing span may
   * be changed: an opening that takes too long is given up on, and another instance goes on.
   *
   * @param context which span, and what to keep it with
   * @return the log of this span
   * @throws IOException if the span cannot be opened; the message names the file and the remedy
   */
  MessageLog open(SpanContext context) throws IOException;
}
