/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/** Which processor answers which request code, and where it runs. Immutable. */
public final class Processors {

  /** Sorted, parallel to {@link #routes}: a look-up boxes nothing. */
  private final int[] codes;

  private final Route[] routes;

  /** For all other codes; {@code null} for none. */
  private final Route otherwise;

  private Processors(Map<Integer, Route> byCode) {
    codes = byCode.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
    routes = Arrays.stream(codes).mapToObj(byCode::get).toArray(Route[]::new);
    otherwise = null;
  }

  private Processors(Processors own, Route otherwise) {
    codes = own.codes;
    routes = own.routes;
    this.otherwise = otherwise;
  }

  /**
   * These, with one that answers every code that has none of its own. It runs on the I/O thread and
   * must never block; where it does not know the code it is to throw {@link
   * CommandException#notSupported}.
   */
  public Processors otherwise(RequestProcessor processor) {
    return new Processors(this, new Route(processor, null));
  }

  public static Builder builder() {
    return new Builder();
  }

  /** {@code null} where nobody answers the code. */
  public Route route(int code) {
    int index = Arrays.binarySearch(codes, code);
    return index < 0 ? otherwise : routes[index];
  }

  /** Whether the code has a processor of its own. */
  public boolean has(int code) {
    return Arrays.binarySearch(codes, code) >= 0;
  }

  @Override
  public String toString() {
    return "processors of request codes " + Arrays.toString(codes);
  }

  /**
   * Who answers a code.
   *
   * @param executor {@code null} for the I/O thread
   */
  public record Route(RequestProcessor processor, Executor executor) {}

  /** Collects routes. Not thread-safe. */
  public static final class Builder {

    private final Map<Integer, Route> routes = new HashMap<>();

    private Builder() {}

    /** Runs on the I/O thread: the processor must never block. */
    public Builder inline(int code, RequestProcessor processor) {
      return put(code, new Route(processor, null));
    }

    /**
     * Runs on {@code executor}; the request is copied first. When the executor refuses it, the
     * reply is {@link ResponseCode#SYSTEM_BUSY} with a remark that names the code and says what the
     * executor's exception says.
     */
    public Builder on(Executor executor, int code, RequestProcessor processor) {
      return put(code, new Route(processor, executor));
    }

    private Builder put(int code, Route route) {
      if (routes.putIfAbsent(code, route) != null) {
        throw new IllegalArgumentException("request code " + code + " has two processors");
      }
      return this;
    }

    public Processors build() {
      return new Processors(routes);
    }
  }
}
