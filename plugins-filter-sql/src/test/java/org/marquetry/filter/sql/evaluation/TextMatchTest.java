/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.marquetry.message.PropertyText;

/** Texts are matched in bytes as the JDK matches them in characters. */
class TextMatchTest {

  private static final int ROUNDS = 200_000;

  /** Few letters, so that parts of texts are often alike; half a pair, and what replaces it. */
  private static final String[] LETTERS = {"a", "a", "b", "é", "😀", "\uFFFD", "\uD83D"};

  private final Random random = new Random(42);
  private final PropertyText property = new PropertyText();

  private String text(int longest) {
    StringBuilder text = new StringBuilder();
    int letters = random.nextInt(4) == 0 ? LETTERS.length : 3;
    for (int length = random.nextInt(longest); length >= 0; length--) {
      text.append(LETTERS[random.nextInt(letters)]);
    }
    return text.toString();
  }

  /** Makes it the property's text: what a message has is always UTF-8, or read as such. */
  private String stored(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    property.length(bytes.length);
    System.arraycopy(bytes, 0, property.bytes(), 0, bytes.length);
    return property.toString();
  }

  @Test
  void agreesWithTheJdk() {
    for (int i = 0; i < ROUNDS; i++) {
      String wanted = text(6);
      String stored = stored(text(14));
      assertThat(TextMatches.containing(wanted).matches(property))
          .as("%s contains %s", stored, wanted)
          .isEqualTo(stored.contains(wanted));
      assertThat(TextMatches.beginning(wanted).matches(property))
          .as("%s starts with %s", stored, wanted)
          .isEqualTo(stored.startsWith(wanted));
      assertThat(TextMatches.ending(wanted).matches(property))
          .as("%s ends with %s", stored, wanted)
          .isEqualTo(stored.endsWith(wanted));
      List<String> several = List.of(wanted, text(3), text(3), text(2), text(2), text(1));
      String other = stored(text(3));
      assertThat(TextMatches.same(wanted).matches(property))
          .as("%s is %s", other, wanted)
          .isEqualTo(other.equals(wanted));
      assertThat(TextMatches.oneOf(several).matches(property))
          .as("%s in %s", other, several)
          .isEqualTo(several.contains(other));
    }
  }

  @Test
  void whatLiesBehindTheTextIsNotLookedAt() {
    stored("abc");
    property.length(2);

    assertThat(TextMatches.same("ab").matches(property)).isTrue();
    assertThat(TextMatches.containing("bc").matches(property)).isFalse();
    assertThat(TextMatches.ending("c").matches(property)).isFalse();
    assertThat(TextMatches.oneOf(List.of("abc")).matches(property)).isFalse();
  }
}
