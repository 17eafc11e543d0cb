/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.util.Comparator;
import java.util.Map;
import org.osgi.framework.Version;

/**
 * Where a provider comes from; the better one comes first.
 *
 * @param name by which it is chosen
 * @param version of its bundle
 * @param ranking of its service
 * @param id of its service: of two that are equal otherwise the older one is better
 * @param bundle symbolic name
 * @param properties of its service
 */
public record Origin(
    String name,
    Version version,
    int ranking,
    long id,
    String bundle,
    Map<String, Object> properties)
    implements Comparable<Origin> {

  private static final Comparator<Origin> BEST_FIRST =
      Comparator.comparing(Origin::version)
          .thenComparingInt(Origin::ranking)
          .reversed()
          .thenComparingLong(Origin::id);

  public Origin {
    properties = Map.copyOf(properties);
  }

  /** Without service properties. */
  public Origin(String name, Version version, int ranking, long id, String bundle) {
    this(name, version, ranking, id, bundle, Map.of());
  }

  @Override
  public int compareTo(Origin other) {
    return BEST_FIRST.compare(this, other);
  }

  @Override
  public String toString() {
    return name + " " + version + " of bundle " + bundle;
  }
}
