/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.List;

/**
 * One way to use the broker. It is opened and looked at by one thread, and sends from another; what
 * it gets comes in the clients' threads.
 */
interface Workload {

  String name();

  /** Makes its topics, and its clients come. */
  void open() throws Exception;

  /** Is told that the broker will neither be stopped nor killed from now on. */
  default void brokerLasts() throws Exception {}

  /** Does one thing; called again and again. Does not fail where the broker is away. */
  void step() throws Exception;

  /**
   * Brings to an end what steps have begun; called like a step when there are no more of these.
   *
   * @return whether there is nothing left
   */
  default boolean finish() throws Exception {
    return true;
  }

  /** Its groups; their members come and go. */
  List<Group> groups();

  /** What it still waits for, besides messages that its groups should get. */
  default List<String> awaited() {
    return List.of();
  }

  /** What is wrong, when nothing more is awaited. */
  default List<String> wrong() {
    return List.of();
  }

  /** What it did besides sending; the soak fails where something was never done. */
  default Tally tally() {
    return new Tally();
  }
}
