/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.io.IOException;

/** Tells when what was disturbed is over. Asked again and again by one thread. */
interface Settling {

  /** What is still awaited; empty for nothing. */
  String awaited() throws IOException;
}
