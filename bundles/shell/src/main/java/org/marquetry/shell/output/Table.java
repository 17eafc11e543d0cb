/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Rows under column names. As JSON an array of objects, whose keys are the column names in camel
 * case. Filled by one thread.
 */
public final class Table implements Answer {

  private static final String GAP = "  ";

  private final String whenEmpty;
  private final List<String> columns;
  private final List<List<Object>> rows = new ArrayList<>();

  /**
   * @param whenEmpty the text instead of a table without rows
   */
  public Table(String whenEmpty, String... columns) {
    this.whenEmpty = whenEmpty;
    this.columns = List.of(columns);
  }

  /**
   * @param cells numbers are aligned to the right; a collection is one cell
   */
  public Table row(Object... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells for " + columns.size() + " columns");
    }
    rows.add(Arrays.asList(cells));
    return this;
  }

  @Override
  public String text() {
    if (rows.isEmpty()) {
      return whenEmpty;
    }
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = width(columns.get(i));
      for (List<Object> row : rows) {
        widths[i] = Math.max(widths[i], width(cell(row.get(i))));
      }
    }
    StringBuilder out = new StringBuilder();
    line(out, columns.stream().map(c -> (Object) c.toUpperCase(Locale.ROOT)).toList(), widths);
    for (List<Object> row : rows) {
      out.append('\n');
      line(out, row, widths);
    }
    return out.toString();
  }

  private void line(StringBuilder out, List<Object> cells, int[] widths) {
    int start = out.length();
    for (int i = 0; i < widths.length; i++) {
      String text = cell(cells.get(i));
      String fill = " ".repeat(widths[i] - width(text));
      out.append(i == 0 ? "" : GAP);
      out.append(isNumeric(i) ? fill + text : text + fill);
    }
    int end = out.length();
    while (end > start && out.charAt(end - 1) == ' ') {
      end--;
    }
    out.setLength(end);
  }

  private boolean isNumeric(int column) {
    return rows.get(0).get(column) instanceof Number;
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  static String cell(Object value) {
    if (value == null) {
      return "-";
    }
    String text =
        value instanceof Collection<?> list
            ? String.join(", ", list.stream().map(String::valueOf).toList())
            : value.toString();
    return Printable.of(text);
  }

  @Override
  public Object json() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (List<Object> row : rows) {
      Map<String, Object> object = new LinkedHashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        object.put(key(columns.get(i)), row.get(i));
      }
      all.add(object);
    }
    return all;
  }

  /** {@code "queue id"} becomes {@code queueId}. */
  static String key(String name) {
    StringBuilder key = new StringBuilder();
    boolean upper = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        key.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      } else {
        upper = key.length() > 0;
      }
    }
    return key.toString();
  }
}
