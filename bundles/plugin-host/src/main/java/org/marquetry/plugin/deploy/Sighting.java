/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

/**
 * A name in the folder at one look.
 *
 * @param stamp of the file, behind links where there are any; {@code null} where it is none that
 *     can be taken
 * @param problem why it is none, for people, or {@code null}
 */
record Sighting(String name, Stamp stamp, String problem) {

  static Sighting file(String name, Stamp stamp) {
    return new Sighting(name, stamp, null);
  }

  static Sighting refused(String name, String problem) {
    return new Sighting(name, null, problem);
  }
}
