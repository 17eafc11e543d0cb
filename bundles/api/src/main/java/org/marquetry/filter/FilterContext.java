/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter;

import org.osgi.annotation.versioning.ProviderType;

/** What a filter is compiled for. Immutable. */
@ProviderType
public interface FilterContext {

  /** The expression, without a leading {@code #!name}. */
  String expression();

  /** The consumer group; empty where an expression is only checked. */
  String group();

  /** The topic; empty where an expression is only checked. */
  String topic();
}
