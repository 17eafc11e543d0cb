/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.delay.wheel;

/** An entry that has been taken out. Reused. */
final class Entry {

  int queue;
  long reference;
  long due;
}
