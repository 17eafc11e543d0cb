/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.differential;

import java.util.Map;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.filter.SqlFilter;
import org.apache.rocketmq.filter.expression.EvaluationContext;
import org.apache.rocketmq.filter.expression.Expression;
import org.apache.rocketmq.filter.expression.MQFilterException;
import org.marquetry.filter.sql.StoredMessage;

/** An expression as RocketMQ compiles it and its broker evaluates it. */
final class Reference {

  private final Expression compiled;
  private final Throwable refusal;
  private Throwable failure;

  private Reference(Expression compiled, Throwable refusal) {
    this.compiled = compiled;
    this.refusal = refusal;
  }

  static Reference of(String expression) {
    try {
      return new Reference(new SqlFilter().compile(expression), null);
    } catch (MQFilterException e) {
      return new Reference(null, e.getCause() == null ? e : e.getCause());
    }
  }

  /** Why it is refused, or {@code null}. */
  Throwable refusal() {
    return refusal;
  }

  /** The broker delivers what is true; what fails or has no value it does not. */
  boolean matches(StoredMessage message) {
    Map<String, String> properties = MessageDecoder.string2messageProperties(message.encoded());
    failure = null;
    try {
      return Boolean.TRUE.equals(compiled.evaluate(new Properties(properties)));
    } catch (Exception | StackOverflowError e) {
      failure = e;
      return false;
    }
  }

  /** What the message judged last failed with, or {@code null}. */
  Throwable failure() {
    return failure;
  }

  private record Properties(Map<String, String> values) implements EvaluationContext {
    @Override
    public Object get(String name) {
      return values.get(name);
    }

    @Override
    public Map<String, Object> keyValues() {
      return Map.copyOf(values);
    }
  }
}
