/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import org.marquetry.filter.FilterContext;
import org.marquetry.filter.FilterExpressionException;
import org.marquetry.filter.FilterProvider;
import org.marquetry.filter.MessageFilter;
import org.marquetry.message.MessageRecord;
import org.marquetry.plugin.PluginCall.Products;

/**
 * What a filter plugin made of an expression, with what one thread needs to evaluate it. Not
 * thread-safe.
 */
final class Compiled {

  private final MessageFilter filter;
  private final Illegal illegal;
  private final PropertyTable properties = new PropertyTable();
  private final MessageRecord record = new MessageRecord();

  private Compiled(MessageFilter filter, Illegal illegal) {
    this.filter = filter;
    this.illegal = illegal;
  }

  /** Of this thread's products; compiled now where it is not among them. */
  static Compiled of(
      FilterProvider plugin, Products made, String type, String expression, Place place)
      throws Exception {
    Source source = new Source(expression, place.group(), place.topic());
    return made.get(source, () -> compile(plugin, type, source));
  }

  private static Compiled compile(FilterProvider plugin, String type, Source source) {
    try {
      MessageFilter filter = plugin.compile(source);
      if (filter == null) {
        throw new IllegalStateException(
            "it compiled \"" + source.expression + "\" to nothing, which is neither legal nor not");
      }
      return new Compiled(filter, null);
    } catch (FilterExpressionException e) {
      return new Compiled(null, Illegal.of(type, source.expression, e));
    }
  }

  /** {@code null} where the expression is legal. */
  Illegal illegal() {
    return illegal;
  }

  /** Asks the plugin about one message. */
  boolean matches(Chunk chunk, int message) throws Exception {
    LoggedMessage view = new LoggedMessage(chunk.record(message, record), properties);
    try {
      return filter.matches(view);
    } finally {
      view.end();
    }
  }

  private record Source(String expression, String group, String topic) implements FilterContext {}
}
