/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Tells local clients where the shell listens and proves that they may read the data directory: two
 * lines, port and token. Only its owner can read it, which is why it is not written through {@code
 * Disk}, which knows no permissions.
 */
final class AddressFile {

  private final Path file;

  AddressFile(Path file) {
    this.file = file;
  }

  void write(int port, String token) throws IOException {
    Files.createDirectories(file.getParent());
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try {
      Files.createFile(
          fresh, PosixFilePermissions.asFileAttribute(Set.of(OWNER_READ, OWNER_WRITE)));
    } catch (UnsupportedOperationException e) {
      // A file system without such permissions: the directory's own have to do.
      Files.createFile(fresh);
    }
    Files.write(fresh, (port + "\n" + token + "\n").getBytes(US_ASCII));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
