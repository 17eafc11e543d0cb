/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

/** A filter could not judge a message. */
final class UnjudgedException extends Exception {

  private static final long serialVersionUID = 1L;

  UnjudgedException(Place place, long queueOffset, Exception cause) {
    super(
        "message "
            + queueOffset
            + " of queue "
            + place.queueId()
            + " of topic "
            + place.topic()
            + " cannot be judged: "
            + cause,
        cause);
  }
}
