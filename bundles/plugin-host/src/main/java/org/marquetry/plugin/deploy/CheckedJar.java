/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.nio.file.Path;

/**
 * A jar that was found whole, and the private copy of it that everything further is done with: what
 * was checked is what is installed, whatever happens to the file in the folder.
 *
 * @param hash of its content
 */
record CheckedJar(Path copy, String hash, BundleFacts facts) {

  CheckedJar at(Path other) {
    return new CheckedJar(other, hash, facts);
  }
}
