/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.marquetry.broker.spi.HandlerContext;

/**
 * A request to hand to a handler; keeps the reply. Not thread-safe.
 *
 * <pre>{@code
 * TestRequest request = new TestRequest(9001, Map.of("name", "world"), new byte[0]);
 * handler.handle(request);
 * assertEquals("Hello world", request.reply().fields().get("greeting"));
 * }</pre>
 */
public final class TestRequest implements HandlerContext {

  private final int code;
  private final Map<String, String> fields;
  private final byte[] body;
  private final List<Reply> replies = new ArrayList<>();

  /**
   * A request that has not been answered.
   *
   * @param code the request code
   * @param fields of the header
   * @param body may be empty
   */
  public TestRequest(int code, Map<String, String> fields, byte[] body) {
    this.code = code;
    this.fields = Map.copyOf(fields);
    this.body = body.clone();
  }

  /** The same request, not answered yet. */
  TestRequest again() {
    return new TestRequest(code, fields, body);
  }

  @Override
  public String toString() {
    return "request "
        + code
        + " with fields "
        + fields
        + " and a body of "
        + body.length
        + " bytes";
  }

  /**
   * What the handler answered.
   *
   * @param code response code, 0 for success
   * @param remark or {@code null}
   * @param fields of the header
   * @param body or {@code null}
   */
  public record Reply(int code, String remark, Map<String, String> fields, byte[] body) {}

  /** {@return what the handler answered; {@code null} where it has not} */
  public Reply reply() {
    return replies.isEmpty() ? null : replies.get(0);
  }

  @Override
  public int code() {
    return code;
  }

  @Override
  public Map<String, String> fields() {
    return fields;
  }

  @Override
  public byte[] body() {
    return body.clone();
  }

  @Override
  public String clientAddress() {
    return "127.0.0.1:50000";
  }

  @Override
  public String language() {
    return "JAVA";
  }

  @Override
  public int version() {
    return 513;
  }

  @Override
  public void reply(int answer, String remark, Map<String, String> header, byte[] content) {
    if (!replies.isEmpty()) {
      throw new IllegalStateException("the request is answered already");
    }
    replies.add(new Reply(answer, remark, Map.copyOf(header), content));
  }
}
