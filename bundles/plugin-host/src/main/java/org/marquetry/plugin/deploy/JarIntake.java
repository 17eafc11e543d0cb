/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies a jar to a private place and reads the copy through: a zip file with all its checksums
 * right, and a manifest of a bundle. For one thread.
 */
final class JarIntake {

  private static final Logger LOG = LoggerFactory.getLogger(JarIntake.class);

  static final long MAX_JAR_BYTES = 256L * 1024 * 1024;

  /** What a jar may unpack to: more is no plugin but an attack on the disk. */
  private static final long MAX_CONTENT_BYTES = 2L * 1024 * 1024 * 1024;

  /** Manifests longer than this are not believed. */
  private static final int MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int HASH_BYTES = 16;

  private final Path directory;
  private final long maxJarBytes;
  private int copies;

  /**
   * @param directory of our own; what an earlier process left in it is deleted
   */
  JarIntake(Path directory, long maxJarBytes) throws IOException {
    this.directory = directory;
    this.maxJarBytes = maxJarBytes;
    Files.createDirectories(directory);
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
    try (var leftOver = Files.newDirectoryStream(directory)) {
      for (Path file : leftOver) {
        delete(file);
      }
    }
  }

  /** No rubbish is worth not starting for. */
  private static void delete(Path leftOver) {
    try {
      Files.delete(leftOver);
    } catch (IOException e) {
      LOG.warn("Plugins: {} cannot be deleted: {}; delete it", leftOver, Reason.of(e));
    }
  }

  private Path unused() {
    Path copy = directory.resolve("jar-" + copies++);
    while (Files.exists(copy, LinkOption.NOFOLLOW_LINKS)) {
      copy = directory.resolve("jar-" + copies++);
    }
    return copy;
  }

  /**
   * Takes a jar as it is now.
   *
   * @throws RefusedJarException where it is none that can be installed
   * @throws IOException where it cannot be read, or not be copied
   */
  CheckedJar take(Path jar) throws IOException, RefusedJarException {
    long length = Files.size(jar);
    if (length == 0) {
      throw RefusedJarException.incomplete("it is empty; copy it here again", null);
    }
    if (length > maxJarBytes) {
      throw new RefusedJarException(
          "it has "
              + length
              + " bytes, a plugin may have "
              + maxJarBytes
              + "; leave out what it does not need");
    }
    requireEnd(jar);
    Path copy = unused();
    boolean good = false;
    try {
      String hash = copy(jar, copy);
      BundleFacts facts = examine(copy);
      good = true;
      return new CheckedJar(copy, hash, facts);
    } finally {
      if (!good) {
        Files.deleteIfExists(copy);
      }
    }
  }

  /** Gives a jar's private copy up; nothing happens where it has gone elsewhere. */
  void discard(CheckedJar jar) throws IOException {
    if (jar.copy().startsWith(directory)) {
      Files.deleteIfExists(jar.copy());
    }
  }

  private String copy(Path from, Path to) throws IOException, RefusedJarException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(from);
        OutputStream out = Files.newOutputStream(to)) {
      DigestInputStream digested = new DigestInputStream(in, digest);
      byte[] buffer = new byte[BUFFER_BYTES];
      long copied = 0;
      for (int n = digested.read(buffer); n >= 0; n = digested.read(buffer)) {
        copied += n;
        if (copied > maxJarBytes) {
          throw RefusedJarException.incomplete("it grows while being read", null);
        }
        out.write(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** A jar's directory is at its end: without that the rest need not be copied. */
  private static void requireEnd(Path jar) throws IOException, RefusedJarException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      zip.size();
    } catch (ZipException e) {
      throw notWhole(e);
    }
  }

  private static RefusedJarException notWhole(ZipException cause) {
    return RefusedJarException.incomplete(
        "it is no jar file, or was not copied to its end ("
            + Reason.oneLine(String.valueOf(cause.getMessage()))
            + "); copy it here again",
        cause);
  }

  private static BundleFacts examine(Path copy) throws IOException, RefusedJarException {
    try (ZipFile zip = new ZipFile(copy.toFile())) {
      readThrough(zip);
      ZipEntry entry = zip.getEntry(JarFile.MANIFEST_NAME);
      if (entry == null) {
        throw new RefusedJarException(
            "it is no bundle: it has no "
                + JarFile.MANIFEST_NAME
                + "; build it with"
                + " bnd-maven-plugin");
      }
      return BundleFacts.of(
          manifest(zip, entry).getMainAttributes(), name -> zip.getEntry(name) != null);
    } catch (ZipException e) {
      throw notWhole(e);
    }
  }

  private static Manifest manifest(ZipFile zip, ZipEntry entry)
      throws IOException, RefusedJarException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] content = in.readNBytes(MAX_MANIFEST_BYTES + 1);
      if (content.length > MAX_MANIFEST_BYTES) {
        throw new RefusedJarException(
            "its manifest is longer than " + MAX_MANIFEST_BYTES + " bytes; build it anew");
      }
      try {
        return new Manifest(new ByteArrayInputStream(content));
      } catch (IOException | IllegalArgumentException e) {
        throw new RefusedJarException(
            "its manifest cannot be read: "
                + Reason.oneLine(String.valueOf(e.getMessage()))
                + "; build it with bnd-maven-plugin",
            e);
      }
    }
  }

  /** A zip file does not check what it unpacks; a jar with a hole in it would fail much later. */
  private static void readThrough(ZipFile zip) throws IOException, RefusedJarException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long left = MAX_CONTENT_BYTES;
    Enumeration<? extends ZipEntry> entries = zip.entries();
    while (entries.hasMoreElements()) {
      ZipEntry entry = entries.nextElement();
      CRC32 crc = new CRC32();
      try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), crc)) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          left -= n;
          if (left < 0) {
            throw new RefusedJarException(
                "it unpacks to more than " + MAX_CONTENT_BYTES + " bytes; it is no plugin");
          }
        }
      } catch (EOFException e) {
        throw damaged(entry, e);
      }
      if (crc.getValue() != entry.getCrc()) {
        throw damaged(entry, null);
      }
    }
  }

  private static RefusedJarException damaged(ZipEntry entry, IOException cause) {
    return RefusedJarException.incomplete(
        "its entry " + entry.getName() + " is damaged; copy it here again", cause);
  }

  /** Moves a file over another one. */
  static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
