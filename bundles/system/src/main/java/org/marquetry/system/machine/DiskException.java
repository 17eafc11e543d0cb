/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system.machine;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** A failed disk operation; the message names the path and says in words what is wrong. */
final class DiskException extends IOException {

  private static final long serialVersionUID = 1L;

  private DiskException(String message, IOException cause) {
    super(message, cause);
  }

  /** A disk operation. */
  @FunctionalInterface
  interface Operation<T> {
    T run() throws IOException;
  }

  static <T> T naming(Path path, Operation<T> operation) throws IOException {
    try {
      return operation.run();
    } catch (DiskException e) {
      throw e;
    } catch (IOException e) {
      throw describe(path, e);
    }
  }

  /**
   * @param missing the answer where there is no such file
   */
  static <T> T naming(Path path, T missing, Operation<T> operation) throws IOException {
    return naming(
        path,
        () -> {
          try {
            return operation.run();
          } catch (NoSuchFileException e) {
            return missing;
          }
        });
  }

  static IOException describe(Path path, IOException cause) {
    String subject = path.toString();
    if (cause instanceof FileSystemException failure
        && failure.getFile() != null
        && !failure.getFile().equals(subject)) {
      subject = subject + " (" + failure.getFile() + ")";
    }
    return new DiskException(subject + ": " + reason(cause), cause);
  }

  private static String reason(IOException cause) {
    if (cause instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getReason();
    }
    // The messages of these are the bare path.
    if (cause instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof NotDirectoryException) {
      return "not a directory";
    }
    if (cause instanceof FileAlreadyExistsException) {
      return "exists and is not a directory";
    }
    if (cause instanceof DirectoryNotEmptyException) {
      return "directory not empty";
    }
    return String.valueOf(cause.getMessage());
  }
}
