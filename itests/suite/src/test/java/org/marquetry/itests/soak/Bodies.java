/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.Random;

/** Bodies of messages: of any length up to a few kilobytes, of any bytes. */
final class Bodies {

  private static final int SHORT = 300;
  private static final int LONG = 6_000;

  private Bodies() {}

  static byte[] any(Random random) {
    byte[] body = new byte[1 + random.nextInt(random.nextInt(8) == 0 ? LONG : SHORT)];
    random.nextBytes(body);
    return body;
  }
}
