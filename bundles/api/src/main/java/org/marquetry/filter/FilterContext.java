/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What a filter is compiled for. Immutable; may be kept, and used on any thread.
 *
 * <pre>{@code
 * public MessageFilter compile(FilterContext context) throws FilterExpressionException {
 *   if (context.expression().isBlank()) {
 *     throw new FilterExpressionException(0, "name a property, for example color");
 *   }
 *   …
 * }
 * }</pre>
 */
@ProviderType
public interface FilterContext {

  /** {@return the expression, without a leading {@code #!name}} */
  String expression();

  /** {@return the consumer group; empty where an expression is only checked} */
  String group();

  /** {@return the topic; empty where an expression is only checked} */
  String topic();
}
