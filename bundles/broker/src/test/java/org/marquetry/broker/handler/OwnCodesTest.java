/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.handler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marquetry.remoting.Processors;

class OwnCodesTest {

  private final OwnCodes codes =
      new OwnCodes(Processors.builder().inline(10, request -> {}).build());

  @ParameterizedTest
  @CsvSource(
      nullValues = "fine",
      value = {
        "9001, fine",
        "-5, fine",
        "10, code 10 is the broker's own",
        "010, request code 010 is to be written as 10",
        "echo, request code echo is no whole number",
        "99999999999, request code 99999999999 is no whole number"
      })
  void saysWhyAHandlerIsRefused(String code, String reason) {
    assertThat(codes.apply(code)).isEqualTo(reason);
  }
}
