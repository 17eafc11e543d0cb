/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.differential;

import java.io.IOException;

/** A part of the conversation. */
@FunctionalInterface
interface Script {
  void speak(Session session) throws IOException;
}
