/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * A call under way on a provider that calls of its key do not go to any more: those that came after
 * it wait here for its end, so that they stay in order. Guarded by its {@link VersionSet}.
 */
final class Fence<T> {

  private final Task<T, ?> under;
  private final Lane<T> lane;
  private final List<Task<T, ?>> followers = new ArrayList<>();

  /**
   * @param under the call under way
   * @param lane on which it is under way
   */
  Fence(Task<T, ?> under, Lane<T> lane) {
    this.under = under;
    this.lane = lane;
  }

  boolean stops(Task<T, ?> task, Lane<T> where) {
    return where != lane && task.sameKey(under);
  }

  void follow(Task<T, ?> task) {
    followers.add(task);
  }

  /** In the order in which they came. */
  List<Task<T, ?>> followers() {
    return followers;
  }
}
