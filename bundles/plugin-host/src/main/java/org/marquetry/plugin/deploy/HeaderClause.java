/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One clause of a manifest header: paths that share parameters, as in {@code
 * a;b;version="[1,2)";x:=y}.
 *
 * @param parameters attributes by name, directives by name with a colon at its end
 */
record HeaderClause(List<String> paths, Map<String, String> parameters) {

  HeaderClause {
    paths = List.copyOf(paths);
    parameters = Map.copyOf(parameters);
  }

  /** The clauses of a header; none where it is absent. */
  static List<HeaderClause> parse(String header) {
    List<HeaderClause> clauses = new ArrayList<>();
    if (header != null) {
      for (String clause : split(header, ',')) {
        clauses.add(clause(clause));
      }
    }
    return clauses;
  }

  String directive(String name) {
    return parameters.get(name + ":");
  }

  private static HeaderClause clause(String text) {
    List<String> paths = new ArrayList<>();
    Map<String, String> parameters = new HashMap<>();
    for (String part : split(text, ';')) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        paths.add(part);
      } else {
        // "version:Version=1" is an attribute with a type, "resolution:=optional" a directive.
        String name = part.substring(0, equals).trim();
        int type = name.indexOf(':');
        if (type > 0 && type < name.length() - 1) {
          name = name.substring(0, type).trim();
        }
        parameters.put(name, unquoted(part.substring(equals + 1).trim()));
      }
    }
    return new HeaderClause(paths, parameters);
  }

  private static String unquoted(String value) {
    return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }

  /** Splits outside of quotes; empty parts are left out. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || (!quoted && text.charAt(i) == separator)) {
        String part = text.substring(start, i).trim();
        if (!part.isEmpty()) {
          parts.add(part);
        }
        start = i + 1;
      } else if (text.charAt(i) == '"') {
        quoted = !quoted;
      }
    }
    return parts;
  }
}
