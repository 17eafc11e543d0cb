/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

/** Consumer offsets that an operator set and the consumers have yet to take over. Thread-safe. */
public interface OffsetResets {

  OffsetResets NONE =
      new OffsetResets() {
        @Override
        public long pending(String group, String topic, int queueId) {
          return -1;
        }

        @Override
        public long take(String group, String topic, int queueId) {
          return -1;
        }
      };

  /** The offset to be taken over, -1 where there is none. */
  long pending(String group, String topic, int queueId);

  /** Like {@link #pending}, and forgets it. */
  long take(String group, String topic, int queueId);
}
