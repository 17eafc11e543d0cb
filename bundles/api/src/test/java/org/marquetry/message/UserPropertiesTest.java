/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserPropertiesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"UNIQ_KEY", "KEYS", "TAGS", "DELAY", "TRAN_MSG", "POP_CK", "__RMQ.TRANSIENT.X"})
  void namesOfTheProtocolAreReserved(String name) {
    assertThat(UserProperties.reserved(name)).isTrue();
    assertThatThrownBy(() -> UserProperties.check(name, "v"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }

  @Test
  void otherNamesAreFree() {
    assertThatCode(() -> UserProperties.check("color", "blau wie das Meer 🌊"))
        .doesNotThrowAnyException();
    assertThatCode(() -> UserProperties.check("tags", "lower case is another name"))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\u0001", "\u0002b"})
  void whatEndsNamesAndValuesIsNoPartOfThem(String text) {
    assertThatThrownBy(() -> UserProperties.check(text, "v"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name");
    assertThatThrownBy(() -> UserProperties.check("color", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("value of property color");
  }

  @Test
  void nothingIsMissing() {
    assertThatThrownBy(() -> UserProperties.check(null, "v"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> UserProperties.check("color", null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
