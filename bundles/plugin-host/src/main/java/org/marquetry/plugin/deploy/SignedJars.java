/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipFile;
import org.marquetry.system.Clock;

/**
 * Admits jars of which every entry is signed by somebody trusted. Looks at the raw entries, those
 * for other Java versions included, and insists on what jar verification alone leaves open: that no
 * name is there twice, that nothing signed is missing, and that the signature covers the manifest's
 * main part, where a bundle says what it is.
 */
final class SignedJars implements Trust {

  private static final String META_INF = "META-INF/";
  private static final String DIGEST = "-DIGEST";
  private static final String WHOLE_MANIFEST = "-DIGEST-MANIFEST";
  private static final String MAIN_ATTRIBUTES = "-DIGEST-MANIFEST-MAIN-ATTRIBUTES";

  private final TrustedSigners signers;

  SignedJars(List<X509Certificate> trusted, Path keystore, Clock clock) {
    this.signers = new TrustedSigners(trusted, keystore, clock);
  }

  @Override
  public String objection(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile(), true, ZipFile.OPEN_READ, JarFile.baseVersion())) {
      String objection = unclearNames(file);
      if (objection != null) {
        return objection;
      }
      // Checks the signatures themselves.
      byte[] manifest = manifest(file);
      objection = entries(file);
      if (objection == null) {
        objection = missing(file);
      }
      return objection == null ? uncoveredManifest(file, manifest) : objection;
    } catch (SecurityException e) {
      return "its signature is broken: "
          + Reason.oneLine(String.valueOf(e.getMessage()))
          + "; sign it anew";
    }
  }

  /** Two readers of such a jar may each see another one of the two. */
  private static String unclearNames(JarFile file) {
    Set<String> names = new HashSet<>();
    for (JarEntry entry : Collections.list(file.entries())) {
      String name = entry.getName();
      boolean manifest = name.equalsIgnoreCase(JarFile.MANIFEST_NAME);
      if (!names.add(manifest ? JarFile.MANIFEST_NAME : name)) {
        return "it has the entry " + name + " twice; build it anew";
      }
      if (manifest && !name.equals(JarFile.MANIFEST_NAME)) {
        return "its manifest is called " + name + "; build it anew";
      }
    }
    return null;
  }

  private static byte[] manifest(JarFile file) throws IOException {
    JarEntry manifest = file.getJarEntry(JarFile.MANIFEST_NAME);
    if (manifest == null) {
      return new byte[0];
    }
    try (InputStream in = file.getInputStream(manifest)) {
      return in.readAllBytes();
    }
  }

  private String entries(JarFile file) throws IOException {
    Map<CodeSigner, String> judged = new HashMap<>();
    for (JarEntry entry : Collections.list(file.entries())) {
      String name = entry.getName();
      if (name.equals(JarFile.MANIFEST_NAME) || isSignature(name)) {
        continue;
      }
      try (InputStream in = file.getInputStream(entry)) {
        long length = in.transferTo(OutputStream.nullOutputStream());
        if (entry.isDirectory() && length == 0) {
          continue;
        }
      } catch (SecurityException e) {
        return "its entry " + name + " was changed after it was signed; sign it anew";
      }
      String objection = untrusted(name, entry.getCodeSigners(), judged);
      if (objection != null) {
        return objection;
      }
    }
    // Without one nobody stands for the manifest, which says what the bundle is.
    return judged.isEmpty()
        ? "it has no signed entry; give it one, as a licence text, and sign it with jarsigner"
        : null;
  }

  private String untrusted(String name, CodeSigner[] by, Map<CodeSigner, String> judged) {
    if (by == null || by.length == 0) {
      return "its entry "
          + name
          + " is not signed: it was added after the jar was signed, or the jar never was, or with"
          + " an algorithm that Java no longer accepts; sign it with jarsigner";
    }
    String objection = null;
    for (CodeSigner signer : by) {
      objection = judged.computeIfAbsent(signer, signers::objection);
      if (objection.isEmpty()) {
        return null;
      }
    }
    return objection;
  }

  private static String missing(JarFile file) throws IOException {
    for (Map.Entry<String, Attributes> section : file.getManifest().getEntries().entrySet()) {
      boolean signed =
          section.getValue().keySet().stream().anyMatch(key -> upper(key).endsWith(DIGEST));
      if (signed && file.getEntry(section.getKey()) == null) {
        return "its entry " + section.getKey() + " was signed and is missing; build it anew";
      }
    }
    return null;
  }

  /** Without that anybody may change the main part of the manifest. */
  private static String uncoveredManifest(JarFile file, byte[] manifest) throws IOException {
    for (JarEntry entry : Collections.list(file.entries())) {
      if (isSignature(entry.getName()) && upper(entry.getName()).endsWith(".SF")) {
        try (InputStream in = file.getInputStream(entry)) {
          if (!coversManifest(new Manifest(in).getMainAttributes(), manifest)) {
            return "its signature "
                + entry.getName()
                + " does not cover the manifest; sign it anew with jarsigner";
          }
        }
      }
    }
    return null;
  }

  /**
   * Whether the main part of the manifest is what was signed. A digest of that part has been
   * compared when the jar was opened; that of the whole may differ unnoticed.
   */
  static boolean coversManifest(Attributes signature, byte[] manifest) {
    for (Map.Entry<Object, Object> digest : signature.entrySet()) {
      String key = upper(digest.getKey());
      if (key.endsWith(MAIN_ATTRIBUTES)) {
        return true;
      }
      if (key.endsWith(WHOLE_MANIFEST)) {
        String algorithm = key.substring(0, key.length() - WHOLE_MANIFEST.length());
        if (String.valueOf(digest.getValue()).equals(digest(manifest, algorithm))) {
          return true;
        }
      }
    }
    return false;
  }

  private static String digest(byte[] content, String algorithm) {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance(algorithm).digest(content));
    } catch (NoSuchAlgorithmException e) {
      return null;
    }
  }

  /** Files that hold signatures and therefore bear none. */
  private static boolean isSignature(String name) {
    String upper = upper(name);
    return upper.startsWith(META_INF)
        && upper.indexOf('/', META_INF.length()) < 0
        && (upper.endsWith(".SF")
            || upper.endsWith(".RSA")
            || upper.endsWith(".DSA")
            || upper.endsWith(".EC"));
  }

  private static String upper(Object text) {
    return text.toString().toUpperCase(Locale.ROOT);
  }
}
