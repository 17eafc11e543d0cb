/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.benchmarks.micro;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.filter.SqlFilter;
import org.apache.rocketmq.filter.expression.EvaluationContext;
import org.apache.rocketmq.filter.expression.Expression;
import org.marquetry.filter.FilterContext;
import org.marquetry.filter.MessageFilter;
import org.marquetry.filter.sql.SqlFilterProvider;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One message judged by an SQL92 expression, by ours and by RocketMQ's filter library, both from
 * the encoded properties. Ours should allocate nothing: look at {@code gc.alloc.rate.norm}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SqlFilterBenchmark {

  /** As a producer's message has them in the log. */
  private static final byte[] PROPERTIES =
      ("KEYS\u0001order-4711\u0002UNIQ_KEY\u00017F0000010A2F18B4AAC2100000000000\u0002CLUSTER"
              + "\u0001DefaultCluster\u0002region\u0001eu\u0002amount\u0001250\u0002price\u000112.50"
              + "\u0002TAGS\u0001paid\u0002")
          .getBytes(UTF_8);

  @Param({
    "region = 'eu'",
    "region = 'eu' AND amount > 100",
    "amount BETWEEN 100 AND 300 AND price < 19.99 AND missing IS NULL",
    "region IN ('us', 'eu', 'asia', 'africa') OR TAGS CONTAINS 'aid'",
    "region = 'us' AND amount > 100",
  })
  public String expression;

  private final EncodedMessage message = new EncodedMessage(PROPERTIES);
  private MessageFilter ours;
  private Expression reference;

  private record Subscription(String expression) implements FilterContext {
    @Override
    public String group() {
      return "benchmark";
    }

    @Override
    public String topic() {
      return "benchmark";
    }
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

  @Setup
  public void compile() throws Exception {
    ours = new SqlFilterProvider().compile(new Subscription(expression));
    reference = new SqlFilter().compile(expression);
    if (ours() != rocketMq()) {
      throw new IllegalStateException("the two differ: " + expression);
    }
  }

  @Benchmark
  public boolean ours() throws Exception {
    return ours.matches(message);
  }

  /** The properties are made a map for every message, as its broker does. */
  @Benchmark
  public boolean rocketMq() throws Exception {
    Map<String, String> properties =
        MessageDecoder.string2messageProperties(new String(PROPERTIES, UTF_8));
    return Boolean.TRUE.equals(reference.evaluate(new Properties(properties)));
  }
}
