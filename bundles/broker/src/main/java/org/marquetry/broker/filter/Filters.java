/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.marquetry.filter.FilterProvider;
import org.marquetry.plugin.Gap;
import org.marquetry.plugin.PluginCall;
import org.marquetry.plugin.PluginCalls;
import org.marquetry.plugin.PluginOutcome;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;

/**
 * The filters of a broker: the one that is built in, tags, and those that plugins bring. Thread-
 * safe; never blocks.
 */
public final class Filters {

  private final PluginCalls<FilterProvider> plugins;
  private final FilterTable table;
  private final Judge judge;
  private final Standstills standstills;

  /**
   * @param scheduler for what has to be written to the disk when a new plugin comes
   */
  public Filters(
      PluginCalls<FilterProvider> plugins, FilterTable table, Clock clock, Scheduler scheduler) {
    this.plugins = plugins;
    this.table = table;
    judge = new Judge(plugins, clock);
    standstills = new Standstills(clock);
    plugins.onChange(
        name -> {
          if (offered(name) && table.offered(name)) {
            scheduler.after("remember filter types", 0, table::save);
          }
        });
  }

  private boolean offered(String name) {
    return plugins.offers().stream().anyMatch(offer -> offer.name().equals(name));
  }

  public PluginCalls<FilterProvider> plugins() {
    return plugins;
  }

  public FilterTable table() {
    return table;
  }

  public Judge judge() {
    return judge;
  }

  public Standstills standstills() {
    return standstills;
  }

  /** Forgets what is known of groups or topics that are deleted. Blocks for the disk. */
  public void forget(Predicate<FilterTable.Subject> which) throws IOException {
    standstills.forget(which);
    table.unbindAll(which);
  }

  /**
   * Whether a subscription may ask for a filter: there is one of this type, or there was one once,
   * which is waited for.
   */
  public boolean known(String type) {
    return table.known(type) || offered(FilterTable.baseName(type));
  }

  /** The first of a condition's filters of which there has never been one; {@code null}: none. */
  public String unknown(Condition condition) {
    for (String name : condition.names()) {
      if (!known(name)) {
        return name;
      }
    }
    return null;
  }

  /** Why a plugin cannot be a filter of this type, {@code null} where it can. */
  public static String objection(String type) {
    if (TagExpression.isType(type)) {
      return "the filter type TAG is built in and cannot be replaced: choose another filter.type";
    }
    return Asked.legalName(type)
        ? null
        : "its filter.type has other characters than letters, digits, '_', '-' and '.'";
  }

  /** What consumers are told that ask for a filter of which there has never been one. */
  public static String unsupported(String type) {
    return "The broker does not support consumer to filter message by " + type;
  }

  /**
   * What a type and an expression ask for.
   *
   * @param type {@code TAG}, or the name of a plugin, perhaps with {@code @version}
   */
  public static Condition condition(String type, String expression) {
    if (TagExpression.isType(type)) {
      TagExpression tags = TagExpression.of(expression);
      return tags.all() ? Condition.always() : new Condition.Tags(tags.entries());
    }
    Asked asked = Asked.of(type, expression);
    return new Condition.Matches(asked.name(), asked.expression());
  }

  /** What came of {@link #check}. Exactly one method is called, once; it must not block. */
  public interface Checked {

    void legal();

    void illegal(Illegal illegal);

    /** The filter does not work now, so that nobody knows. */
    void unknown(Gap gap);
  }

  /**
   * Has an expression compiled by a filter plugin.
   *
   * @param outcome told on any thread, this one included
   */
  public void check(String name, String expression, Checked outcome) {
    plugins.call(
        name,
        Place.CHECK,
        (PluginCall<FilterProvider, List<Illegal>>)
            (plugin, made) -> {
              Illegal illegal = Compiled.of(plugin, made, name, expression, Place.CHECK).illegal();
              return illegal == null ? List.of() : List.of(illegal);
            },
        new PluginOutcome<List<Illegal>>() {
          @Override
          public void result(List<Illegal> problems) {
            if (problems.isEmpty()) {
              outcome.legal();
            } else {
              outcome.illegal(problems.get(0));
            }
          }

          @Override
          public void gap(Gap gap) {
            outcome.unknown(gap);
          }
        });
  }
}
