/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The folder that jars are dropped into; only ever read, so it may be on a read-only device. Files
 * are looked at directly and not through {@code Disk}, which knows neither links nor which file it
 * is that stands under a name. Thread-safe.
 */
final class WatchedFolder {

  private static final String JAR = ".jar";
  private static final String UNIX = "unix";

  /** Stands for what could not be decoded. */
  private static final char UNKNOWN = '\uFFFD';

  private final Path directory;

  WatchedFolder(Path directory) {
    this.directory = directory;
  }

  Path directory() {
    return directory;
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  /**
   * What is there, by name. Hidden files and those that are neither jars nor configuration are left
   * out: that is where copying programs put halves.
   *
   * @throws IOException where the folder cannot be listed; nobody knows then what is in it
   */
  Map<String, Sighting> look() throws IOException {
    Map<String, Sighting> seen = new TreeMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        Sighting sighting = look(entry);
        if (sighting != null) {
          seen.put(sighting.name(), sighting);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return seen;
  }

  private Sighting look(Path entry) {
    String name = String.valueOf(entry.getFileName());
    String lower = name.toLowerCase(Locale.ROOT);
    if (name.startsWith(".")) {
      return null;
    }
    if (!lower.endsWith(JAR) && holdsJars(entry)) {
      return Sighting.refused(
          printable(name),
          "it is a directory, and jars in it are not looked at; move them up into "
              + directory.getFileName());
    }
    if (lower.endsWith(".cfg") || lower.endsWith(".config")) {
      return Sighting.refused(
          name, "it is a configuration file, and those are read from conf/; move it there");
    }
    if (!lower.endsWith(JAR)) {
      return null;
    }
    if (!isReadable(name, entry)) {
      return Sighting.refused(
          printable(name),
          "its name has characters that cannot be printed, or that the encoding "
              + System.getProperty("sun.jnu.encoding")
              + " of this process does not have; rename it");
    }
    try {
      BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        return Sighting.refused(
            name,
            Files.isSymbolicLink(entry)
                ? "it is a link to the directory "
                    + Files.readSymbolicLink(entry)
                    + "; let it point to a jar file"
                : "it is a directory; pack it into a jar file");
      }
      if (!attributes.isRegularFile()) {
        return Sighting.refused(name, "it is neither a file nor a link to one; delete it");
      }
      return Sighting.file(name, stamp(entry, attributes));
    } catch (NoSuchFileException e) {
      return link(entry, name);
    } catch (IOException e) {
      return Files.isSymbolicLink(entry)
          ? link(entry, name)
          : Sighting.refused(name, "it cannot be looked at: " + Reason.of(e));
    }
  }

  /** Whether a name can be told to people, and leads back to the file. */
  private boolean isReadable(String name, Path entry) {
    try {
      return name.codePoints().noneMatch(WatchedFolder::isUnprintable) && file(name).equals(entry);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static boolean isUnprintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> character == UNKNOWN;
    };
  }

  private static String printable(String name) {
    StringBuilder printable = new StringBuilder();
    name.codePoints()
        .map(character -> isUnprintable(character) ? '?' : character)
        .forEach(printable::appendCodePoint);
    return printable.toString();
  }

  private static boolean holdsJars(Path entry) {
    if (!Files.isDirectory(entry)) {
      return false;
    }
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(
            entry,
            file -> String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(JAR))) {
      return jars.iterator().hasNext();
    } catch (IOException | DirectoryIteratorException e) {
      return false; // Nobody asked for it to be read.
    }
  }

  /** A link that leads nowhere, or {@code null} for what went away while being looked at. */
  private static Sighting link(Path entry, String name) {
    try {
      return Files.isSymbolicLink(entry)
          ? Sighting.refused(
              name,
              "it is a link to "
                  + Files.readSymbolicLink(entry)
                  + ", which cannot be reached; correct or delete the link")
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * The stamp of a file now.
   *
   * @return {@code null} where there is none
   */
  static Stamp stamp(Path file) throws IOException {
    try {
      return stamp(file, Files.readAttributes(file, BasicFileAttributes.class));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static Stamp stamp(Path file, BasicFileAttributes attributes) throws IOException {
    boolean unix = file.getFileSystem().supportedFileAttributeViews().contains(UNIX);
    FileTime changed =
        unix ? (FileTime) Files.getAttribute(file, UNIX + ":ctime") : attributes.lastModifiedTime();
    return new Stamp(
        attributes.size(), attributes.lastModifiedTime(), changed, attributes.fileKey());
  }
}
