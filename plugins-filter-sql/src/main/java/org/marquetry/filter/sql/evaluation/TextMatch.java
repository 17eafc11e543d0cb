/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import org.marquetry.message.PropertyText;

/** Something that is true or not of a text in UTF-8. */
sealed interface TextMatch {

  boolean matches(PropertyText text);

  /** It is this text. */
  record Same(byte[] wanted) implements TextMatch {
    @Override
    public boolean matches(PropertyText text) {
      return text.is(wanted);
    }
  }

  /** It begins so. */
  record Beginning(byte[] wanted) implements TextMatch {
    @Override
    public boolean matches(PropertyText text) {
      return text.length() >= wanted.length
          && Arrays.equals(text.bytes(), 0, wanted.length, wanted, 0, wanted.length);
    }
  }

  /** It ends so. */
  record Ending(byte[] wanted) implements TextMatch {
    @Override
    public boolean matches(PropertyText text) {
      int begin = text.length() - wanted.length;
      return begin >= 0
          && Arrays.equals(text.bytes(), begin, text.length(), wanted, 0, wanted.length);
    }
  }

  /**
   * It contains another text. Looks at every byte once however the two repeat themselves (the
   * algorithm of Knuth, Morris and Pratt): both are strangers'.
   */
  final class Containing implements TextMatch {
    private final byte[] wanted;

    /** For each length of a part found: that of the longest part to go on with. */
    private final int[] shorter;

    Containing(byte[] wanted) {
      this.wanted = wanted;
      this.shorter = new int[wanted.length + 1];
      int found = 0;
      for (int at = 1; at < wanted.length; at++) {
        while (found > 0 && wanted[at] != wanted[found]) {
          found = shorter[found];
        }
        if (wanted[at] == wanted[found]) {
          found++;
        }
        shorter[at + 1] = found;
      }
    }

    @Override
    public boolean matches(PropertyText text) {
      byte[] bytes = text.bytes();
      int length = text.length();
      int found = 0;
      for (int at = 0; at < length; at++) {
        while (found > 0 && bytes[at] != wanted[found]) {
          found = shorter[found];
        }
        if (bytes[at] == wanted[found]) {
          found++;
        }
        if (found == wanted.length) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * It is one of these.
   *
   * @param sorted by {@link Arrays#compare(byte[], byte[])}
   */
  record OneOf(byte[][] sorted) implements TextMatch {
    @Override
    public boolean matches(PropertyText text) {
      int low = 0;
      int high = sorted.length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        byte[] other = sorted[middle];
        int order = Arrays.compare(text.bytes(), 0, text.length(), other, 0, other.length);
        if (order == 0) {
          return true;
        }
        if (order < 0) {
          high = middle - 1;
        } else {
          low = middle + 1;
        }
      }
      return false;
    }
  }

  /** For texts that have no bytes of their own: the message's is decoded. */
  record Decoded(Predicate<String> test) implements TextMatch {
    @Override
    public boolean matches(PropertyText text) {
      return test.test(text.toString());
    }
  }

  /** It is one of these, some of which have no bytes of their own. */
  record OneOfDecoded(TextMatch usual, Set<String> unusual) implements TextMatch {
    @Override
    public boolean matches(PropertyText text) {
      return usual.matches(text) || unusual.contains(text.toString());
    }
  }
}
