/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.json;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.List;
import org.marquetry.broker.topic.DataVersion;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Request;

/**
 * The part of a long table that a tool asks for. A tool that asks for no part gets everything.
 *
 * @param from index of the first row
 * @param rows at most so many
 */
public record Page(int from, int rows) {

  private static final int MOST_ROWS = 2000;
  private static final FieldName VERSION = new FieldName("dataVersion");

  /**
   * Reads what is asked for. Rows counted in another version of the table mean nothing in this one:
   * the page then starts over.
   *
   * @param from field with the index of the first row
   * @param rows field with the number of rows
   */
  public static Page of(Request request, FieldName from, FieldName rows, DataVersion version)
      throws CommandException {
    int most = request.intOr(rows, -1);
    int first = Math.max(0, request.intOr(from, 0));
    if (first > 0 && !version.equals(read(request.text(VERSION)))) {
      first = 0;
    }
    return new Page(first, most < 0 ? Integer.MAX_VALUE : Math.min(most, MOST_ROWS));
  }

  private static DataVersion read(String text) {
    try {
      return text == null ? null : DataVersion.fromJson(JsonParser.parseString(text));
    } catch (JsonParseException e) {
      return null;
    }
  }

  public <T> List<T> of(List<T> table) {
    int start = Math.min(from, table.size());
    return table.subList(start, start + Math.min(rows, table.size() - start));
  }
}
