/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeaderClauseTest {

  @Test
  void clausesAreSplitOutsideOfQuotes() {
    assertThat(
            HeaderClause.parse(
                "a;b;version=\"[1,2)\";x:=\"p;q,r\" , c ; n:Long = 3,, d;resolution:=optional"))
        .containsExactly(
            new HeaderClause(List.of("a", "b"), Map.of("version", "[1,2)", "x:", "p;q,r")),
            new HeaderClause(List.of("c"), Map.of("n", "3")),
            new HeaderClause(List.of("d"), Map.of("resolution:", "optional")));
  }

  @Test
  void whatIsAbsentOrEmptyHasNoClauses() {
    assertThat(HeaderClause.parse(null)).isEmpty();
    assertThat(HeaderClause.parse(" , ")).isEmpty();
  }

  @Test
  void aQuoteThatIsNotClosedEndsWithTheHeader() {
    assertThat(HeaderClause.parse("a;x=\"b,c"))
        .containsExactly(new HeaderClause(List.of("a"), Map.of("x", "\"b,c")));
  }
}
