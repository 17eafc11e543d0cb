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

  /**
   * Adds a key with a certificate of its own to a key store, which is made where it is missing.
   *
   * @param more of keytool's options
   */
  static void make(Path store, String alias, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias, "-keyalg", "EC"));
    arguments.addAll(List.of(more));
    arguments.addAll(
        List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD));
    run(store.getParent(), "keytool", arguments);
  }

  static void sign(Path store, String alias, Path jar, Path signed) throws IOException {
    run(
        store.getParent(),
        "jarsigner",
        List.of(
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD,
            "-signedjar",
            signed.toString(),
            jar.toString(),
            alias));
  }

  private static void run(Path directory, String tool, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
    command.addAll(arguments);
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
