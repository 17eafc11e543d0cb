/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyNames;

/** What recovery enters into consume queues beside position and size where nobody says better. */
final class TagsCodes {

  private TagsCodes() {}

  /** The hash of the message's tag, 0 for none. */
  static long of(MessageRecord record) {
    String tag = record.property(PropertyNames.TAGS);
    return tag == null ? 0 : tag.hashCode();
  }
}
