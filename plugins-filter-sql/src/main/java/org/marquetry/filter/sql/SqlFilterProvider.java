/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql;

import org.marquetry.filter.FilterContext;
import org.marquetry.filter.FilterExpressionException;
import org.marquetry.filter.FilterProvider;
import org.marquetry.filter.MessageFilter;
import org.marquetry.filter.sql.syntax.Parser;
import org.osgi.service.component.annotations.Component;

/** The filter language "SQL92" of RocketMQ's clients. Thread-safe. */
@Component(service = FilterProvider.class, property = FilterProvider.TYPE + "=SQL92")
public final class SqlFilterProvider implements FilterProvider {

  @Override
  public MessageFilter compile(FilterContext context) throws FilterExpressionException {
    return Parser.compile(context.expression());
  }
}
