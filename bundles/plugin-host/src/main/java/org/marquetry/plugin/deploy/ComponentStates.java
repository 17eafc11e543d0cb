/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import org.osgi.framework.Bundle;

/** What the Declarative Services components of a bundle are up to. Thread-safe. */
interface ComponentStates {

  ComponentStates NONE = bundle -> State.FINE;

  State of(Bundle bundle);

  /**
   * @param kind the worst of all components of the bundle
   * @param reason for people; empty where all is fine
   */
  record State(Kind kind, String reason) {

    static final State FINE = new State(Kind.FINE, "");
  }

  /** From good to bad. */
  enum Kind {
    FINE,
    /** A component waits for a service or a configuration. */
    WAITING,
    /** A component threw when it was activated. */
    FAILED
  }
}
