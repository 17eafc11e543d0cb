/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertPath;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;

/** Keys made for one test run by keytool, and what they sign. */
final class Keys {

  static final String PASSWORD = "changeit";

  private final Path file;

  Keys(Path file) {
    this.file = file;
  }

  /** A new key of its own certificate. */
  void make(String alias, String... more) throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias, "-keyalg", "EC"));
    arguments.addAll(List.of(more));
    keytool(arguments);
  }

  private void keytool(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    command.addAll(
        List.of("-keystore", file.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + output);
    }
  }

  private KeyStore load() throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  /** Another key store with the certificates alone of some keys. */
  Path trusting(Path store, String... aliases) throws IOException, GeneralSecurityException {
    KeyStore keys = load();
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (String alias : aliases) {
      trusted.setCertificateEntry(alias, keys.getCertificate(alias));
    }
    try (var out = Files.newOutputStream(store)) {
      trusted.store(out, PASSWORD.toCharArray());
    }
    return store;
  }

  byte[] sign(byte[] jar, String alias) throws IOException, GeneralSecurityException {
    KeyStore keys = load();
    Certificate[] chain = keys.getCertificateChain(alias);
    CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(Arrays.asList(chain));
    JarSigner.Builder signer =
        new JarSigner.Builder((PrivateKey) keys.getKey(alias, PASSWORD.toCharArray()), path)
            .signerName(alias.toUpperCase(Locale.ROOT));
    Path file = Files.createTempFile("unsigned", ".jar");
    Files.write(file, jar);
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      signer.build().sign(zip, signed);
    }
    Files.delete(file);
    return signed.toByteArray();
  }
}
