/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.examples.jsonpath;

import java.util.List;
import org.marquetry.filter.FilterProvider;
import org.marquetry.testkit.FilterLaws;
import org.marquetry.testkit.HostileMessages;
import org.marquetry.testkit.TestMessage;

/** The laws that every filter keeps. */
class JsonPathFilterLawsTest extends FilterLaws {

  @Override
  protected FilterProvider provider() {
    return new JsonPathFilter();
  }

  @Override
  protected List<String> expressions() {
    return List.of("$.order[?(@.total > 100)]", "$..name", "$[0][0]");
  }

  @Override
  protected List<String> illegalExpressions() {
    return List.of("", "$[", "$.order[?(@.total > 100", "(".repeat(100_000));
  }

  @Override
  protected List<String> properties() {
    return List.of();
  }

  @Override
  protected List<TestMessage> messages() {
    List<TestMessage> messages = HostileMessages.with(properties());
    messages.add(TestMessage.of("T").withBody("[".repeat(300) + "]".repeat(300)));
    messages.add(TestMessage.of("T").withBody("[" + "[],".repeat(20_000) + "1]"));
    messages.add(TestMessage.of("T").withBody("{\"order\":[{\"total\":1e999}]}"));
    return messages;
  }
}
