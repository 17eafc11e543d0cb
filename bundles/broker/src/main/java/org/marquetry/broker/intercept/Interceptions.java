/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.intercept;

import java.util.List;
import java.util.stream.Stream;
import org.marquetry.admin.InterceptorAdmin;

/** Both sides' interceptors, for operators. Thread-safe. */
public final class Interceptions implements InterceptorAdmin {

  private final SendInterception sends;
  private final DeliverInterception deliveries;

  public Interceptions(SendInterception sends, DeliverInterception deliveries) {
    this.sends = sends;
    this.deliveries = deliveries;
  }

  @Override
  public List<Interceptor> interceptors() {
    return Stream.concat(sends.interceptors().stream(), deliveries.interceptors().stream())
        .toList();
  }
}
