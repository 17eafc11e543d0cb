/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.talk;

/** What somebody does to a broker. */
@FunctionalInterface
interface Part {
  void play(Facts facts) throws Exception;
}
