/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.marquetry.system.Clock;

/**
 * What an operator says about trust.
 *
 * @param keystore {@code null} where none is named
 * @param password {@code null} for a key store that has none
 */
record TrustSettings(String trust, Path keystore, String password, String type) {

  private static final String TRUST = "plugins.trust";
  private static final String KEYSTORE = "plugins.keystore";
  private static final String PASSWORD = "plugins.keystore.password";
  private static final String TYPE = "plugins.keystore.type";
  private static final String ANY = "any";
  private static final String SIGNED = "signed";
  private static final String PKCS12 = "PKCS12";

  /**
   * @param overrides win over the configuration
   * @param conf folder that a relative path of the key store begins at
   */
  static TrustSettings of(Map<String, ?> configuration, Map<String, String> overrides, Path conf) {
    Map<String, Object> keys = new HashMap<>(configuration);
    keys.putAll(overrides);
    String keystore = value(keys, KEYSTORE);
    String trust = value(keys, TRUST);
    String type = value(keys, TYPE);
    return new TrustSettings(
        trust == null ? ANY : trust.toLowerCase(Locale.ROOT),
        keystore == null ? null : conf.resolve(keystore),
        value(keys, PASSWORD),
        type == null ? PKCS12 : type);
  }

  private static String value(Map<String, ?> keys, String key) {
    String value = Objects.toString(keys.get(key), "").trim();
    return value.isEmpty() ? null : value;
  }

  /** Reads the key store, as it is now. */
  Trust load(Clock clock) {
    if (trust.equals(ANY)) {
      return Trust.ANY;
    }
    if (!trust.equals(SIGNED)) {
      return Trust.unusable(
          "plugins.trust = "
              + trust
              + " is neither 'any' nor 'signed'; correct it in conf/org.marquetry.plugins.cfg");
    }
    if (keystore == null) {
      return Trust.unusable(
          "plugins.trust = signed needs plugins.keystore, the key store with the certificates to"
              + " trust; set it in conf/org.marquetry.plugins.cfg");
    }
    try {
      List<X509Certificate> certificates = certificates();
      return certificates.isEmpty()
          ? unusable("has no certificate; import one with keytool, or correct its password")
          : new SignedJars(certificates, keystore, clock);
    } catch (IOException e) {
      return unusable("cannot be read: " + Reason.of(e) + "; correct plugins.keystore");
    } catch (GeneralSecurityException e) {
      return unusable(
          "cannot be read: "
              + Reason.oneLine(String.valueOf(e.getMessage()))
              + "; correct plugins.keystore.type or plugins.keystore.password");
    }
  }

  private Trust unusable(String problem) {
    return Trust.unusable("the key store " + keystore + " " + problem);
  }

  /** Those that are trusted, and those of the operator's own keys. */
  private List<X509Certificate> certificates() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(type);
    try (InputStream in = Files.newInputStream(keystore)) {
      store.load(in, password == null ? null : password.toCharArray());
    }
    List<X509Certificate> certificates = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      Certificate certificate = store.getCertificate(alias);
      if (certificate instanceof X509Certificate x509) {
        certificates.add(x509);
      }
    }
    return certificates;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "plugins.trust = "
        + trust
        + (keystore == null ? "" : ", plugins.keystore = " + keystore);
  }
}
