/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.examples.jsonpath;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JsonSmartJsonProvider;
import com.jayway.jsonpath.spi.mapper.JsonSmartMappingProvider;
import java.util.List;
import java.util.Objects;
import net.minidev.json.JSONValue;
import net.minidev.json.parser.JSONParser;

/** Looks into JSON documents. Thread-safe. */
final class JsonDocuments {

  /** JSON as its standard has it, in which every document ends somewhere, also in depth. */
  private static final int STRICT =
      JSONParser.MODE_STRICTEST | JSONParser.ACCEPT_TAILLING_SPACE | JSONParser.LIMIT_JSON_DEPTH;

  private final Configuration configuration =
      Configuration.builder()
          .jsonProvider(new JsonSmartJsonProvider(STRICT, JSONValue.defaultReader.DEFAULT_ORDERED))
          .mappingProvider(new JsonSmartMappingProvider())
          // A path that leads nowhere in a document is no error of it.
          .options(Option.SUPPRESS_EXCEPTIONS)
          .build();

  /**
   * Whether a path leads to something but {@code null}. To nothing where there is no JSON, or where
   * the library fails on it, as on a predicate for what is no object or a number beyond any: a
   * producer's document must not hold up all that come after it.
   */
  boolean find(JsonPath path, byte[] json) {
    try {
      Object document = configuration.jsonProvider().parse(json);
      return document != null && found(path, path.read(document, configuration));
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static boolean found(JsonPath path, Object result) {
    // A path with wildcards or predicates leads to a list of what fits.
    if (!path.isDefinite() && result instanceof List<?> all) {
      return all.stream().anyMatch(Objects::nonNull);
    }
    return result != null;
  }
}
