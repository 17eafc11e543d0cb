/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A key of a test's own, made and used by the JDK's tools as an operator does. */
final class Keys {

  private static final String PASSWORD = "changeit";

  private Keys() {}

  static void make(Path store) throws IOException {
    run(
        store.getParent(),
        "keytool",
        "-genkeypair",
        "-alias",
        "test",
        "-dname",
        "CN=test",
        "-keyalg",
        "EC",
        "-storetype",
        "PKCS12",
        "-keystore",
        store.toString(),
        "-storepass",
        PASSWORD);
  }

  static void sign(Path store, Path jar, Path signed) throws IOException {
    run(
        store.getParent(),
        "jarsigner",
        "-keystore",
        store.toString(),
        "-storepass",
        PASSWORD,
        "-signedjar",
        signed.toString(),
        jar.toString(),
        "test");
  }

  private static void run(Path directory, String tool, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(tool + " failed: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(tool + " was interrupted", e);
    }
  }
}
