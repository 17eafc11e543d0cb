/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes the matches of texts. A text whose bytes would not stand for it alone is compared as
 * characters: one with U+FFFD, which is also what bytes that are no UTF-8 are read as, or with half
 * of a surrogate pair. Stateless.
 */
final class TextMatches {

  private TextMatches() {}

  static TextMatch same(String wanted) {
    return isUsual(wanted)
        ? new TextMatch.Same(wanted.getBytes(UTF_8))
        : new TextMatch.Decoded(wanted::equals);
  }

  static TextMatch containing(String wanted) {
    return isUsual(wanted)
        ? new TextMatch.Containing(wanted.getBytes(UTF_8))
        : new TextMatch.Decoded(text -> text.contains(wanted));
  }

  static TextMatch beginning(String wanted) {
    return isUsual(wanted)
        ? new TextMatch.Beginning(wanted.getBytes(UTF_8))
        : new TextMatch.Decoded(text -> text.startsWith(wanted));
  }

  static TextMatch ending(String wanted) {
    return isUsual(wanted)
        ? new TextMatch.Ending(wanted.getBytes(UTF_8))
        : new TextMatch.Decoded(text -> text.endsWith(wanted));
  }

  static TextMatch oneOf(Collection<String> wanted) {
    List<byte[]> usual = new ArrayList<>();
    Set<String> unusual = new HashSet<>();
    for (String text : wanted) {
      if (isUsual(text)) {
        usual.add(text.getBytes(UTF_8));
      } else {
        unusual.add(text);
      }
    }
    byte[][] sorted = usual.toArray(new byte[0][]);
    Arrays.sort(sorted, Arrays::compare);
    TextMatch match = new TextMatch.OneOf(sorted);
    return unusual.isEmpty() ? match : new TextMatch.OneOfDecoded(match, unusual);
  }

  private static boolean isUsual(String text) {
    return text.indexOf('\uFFFD') < 0 && new String(text.getBytes(UTF_8), UTF_8).equals(text);
  }
}
