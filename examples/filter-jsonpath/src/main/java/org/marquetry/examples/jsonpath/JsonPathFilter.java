/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.examples.jsonpath;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import org.marquetry.filter.FilterContext;
import org.marquetry.filter.FilterExpressionException;
import org.marquetry.filter.FilterProvider;
import org.marquetry.filter.MessageFilter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The filter language "jsonpath": {@code $.order[?(@.total > 100)]} gets the messages in whose JSON
 * body it finds something. Thread-safe.
 */
@Component(service = FilterProvider.class, property = FilterProvider.TYPE + "=jsonpath")
public final class JsonPathFilter implements FilterProvider {

  /** The library parses by calling itself: more could overflow the stack. */
  private static final int MOST_CHARACTERS = 4_096;

  private static final int MOST_NESTING = 50;

  private final JsonDocuments documents = new JsonDocuments();

  /** Loads the library's classes now, so that the first message is not charged with it. */
  @Activate
  public JsonPathFilter() {
    documents.find(JsonPath.compile("$.a[?(@.b > 1)]"), "{\"a\":[{\"b\":2}]}".getBytes(UTF_8));
  }

  @Override
  public MessageFilter compile(FilterContext context) throws FilterExpressionException {
    String expression = context.expression().strip();
    checkSize(expression);
    JsonPath path;
    try {
      path = JsonPath.compile(expression);
    } catch (JsonPathException | IllegalArgumentException e) {
      throw new FilterExpressionException(
          -1, "no JSONPath: " + e.getMessage() + "; write one like $.order[?(@.total > 100)]");
    }
    return new BodyFilter(path, documents);
  }

  private static void checkSize(String expression) throws FilterExpressionException {
    if (expression.isEmpty()) {
      throw new FilterExpressionException(
          0, "the path is missing; write one like $.order[?(@.total > 100)]");
    }
    if (expression.length() > MOST_CHARACTERS) {
      throw new FilterExpressionException(
          MOST_CHARACTERS, "a JSONPath may have " + MOST_CHARACTERS + " characters; shorten it");
    }
    int depth = 0;
    for (int at = 0; at < expression.length(); at++) {
      switch (expression.charAt(at)) {
        case '(', '[' -> depth++;
        case ')', ']' -> depth--;
        default -> {
          // does not nest
        }
      }
      if (depth > MOST_NESTING) {
        throw new FilterExpressionException(
            at, "more than " + MOST_NESTING + " parentheses or brackets within each other");
      }
    }
  }
}
