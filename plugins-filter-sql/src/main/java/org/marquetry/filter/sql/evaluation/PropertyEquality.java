/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import java.util.Arrays;
import org.marquetry.message.MessageView;
import org.marquetry.message.PropertyText;

/** Two properties with the same text, or both missing. */
final class PropertyEquality implements Condition {

  private final Property left;
  private final Property right;

  PropertyEquality(Property left, Property right) {
    this.left = left;
    this.right = right;
  }

  @Override
  public Truth test(MessageView message) {
    boolean leftPresent = left.isPresent(message);
    boolean rightPresent = right.isPresent(message);
    if (!leftPresent) {
      return rightPresent ? Truth.UNKNOWN : Truth.TRUE;
    }
    return Truth.of(rightPresent && same(left.text(), right.text()));
  }

  private static boolean same(PropertyText left, PropertyText right) {
    int unlike = Arrays.mismatch(left.bytes(), 0, left.length(), right.bytes(), 0, right.length());
    return unlike < 0 || (isUnusual(left) && isUnusual(right) && same(left.toString(), right));
  }

  private static boolean same(String left, PropertyText right) {
    return left.equals(right.toString());
  }

  /** Different bytes that are no UTF-8 may stand for the same text. */
  private static boolean isUnusual(PropertyText text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.bytes()[i] < 0) {
        return true;
      }
    }
    return false;
  }
}
