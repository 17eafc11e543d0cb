/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where the program lies: {@code runtime/} of the source tree, or an unpacked distribution. */
record Home(Path directory) {

  static final String PROPERTY = "marquetry.home";

  /** What the start script says or, without it, the folder above the launcher's. */
  static Home find() throws LaunchException {
    String given = System.getProperty(PROPERTY);
    if (given != null) {
      return new Home(Path.of(given).toAbsolutePath().normalize());
    }
    try {
      Path launcher =
          Path.of(Home.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return new Home(launcher.toAbsolutePath().getParent().getParent());
    } catch (URISyntaxException e) {
      throw new LaunchException("cannot tell where the program lies, give -D" + PROPERTY, e);
    }
  }

  /** Bundles in the layout of a Maven repository. */
  Path system() {
    return directory.resolve("system");
  }

  Path features() {
    return directory.resolve("features");
  }

  Path conf() {
    return directory.resolve("conf");
  }

  Path deploy() {
    return directory.resolve("deploy");
  }

  Path data() {
    return directory.resolve("data");
  }

  Path script() {
    return directory.resolve("bin").resolve("marquetry");
  }
}
