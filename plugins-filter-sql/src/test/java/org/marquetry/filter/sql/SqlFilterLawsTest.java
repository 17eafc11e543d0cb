/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql;

import java.util.List;
import org.marquetry.filter.FilterProvider;
import org.marquetry.testkit.FilterLaws;

class SqlFilterLawsTest extends FilterLaws {

  @Override
  protected FilterProvider provider() {
    return new SqlFilterProvider();
  }

  @Override
  protected List<String> expressions() {
    return List.of(
        "a = 'x' OR a > 5 OR b <= 1.5",
        "a BETWEEN 1 AND 2147483648 AND b IS NOT NULL",
        "a IN ('true', 'NULL', '😀') OR NOT (b CONTAINS 'ä')",
        "a = b OR a < b",
        "a = TRUE AND b STARTSWITH '\uFFFD'",
        "a = 1" + " OR b CONTAINS 'äääääääääö'".repeat(300));
  }

  @Override
  protected List<String> illegalExpressions() {
    return List.of("", "a >", "a = NULL", "(".repeat(100_000));
  }

  @Override
  protected List<String> properties() {
    return List.of("a", "b");
  }
}
