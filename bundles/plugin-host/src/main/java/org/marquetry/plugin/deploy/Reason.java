/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.BundleException;

/** Failures in words, each in one line: what is at the root of them, and what to do. */
final class Reason {

  private static final int MAX_CAUSES = 50;
  private static final int MAX_LENGTH = 400;
  private static final int FIRST_CLASS_FILE_VERSION = 44;
  private static final Pattern CLASS_FILE_VERSION = Pattern.compile("class file version (\\d+)");
  private static final Pattern MISSING_CLASS =
      Pattern.compile("(?:\\*\\*\\* Class ')?([\\w$./]+)['\\s]?.*", Pattern.DOTALL);
  private static final Pattern TRACE_CAUSE =
      Pattern.compile("^(?:Caused by: )?([\\w$.]+)(?:: (.*))?$");

  private Reason() {}

  /** Of a bundle that threw when it was started. */
  static String of(Throwable failure) {
    Throwable root = failure;
    for (int i = 0; i < MAX_CAUSES && root.getCause() != null; i++) {
      // What came before the missing class says more than that a loader did not find it.
      if (root instanceof LinkageError && root.getCause() instanceof ClassNotFoundException) {
        break;
      }
      root = root.getCause();
    }
    if (root instanceof BundleException && root.getMessage() != null) {
      return oneLine(root.getMessage());
    }
    return of(root.getClass().getName(), root.getMessage());
  }

  /** Of a stack trace that somebody else made text of. */
  static String ofTrace(String trace) {
    Deque<String> causes = new ArrayDeque<>();
    for (String line : trace.split("\\R", -1)) {
      if (causes.isEmpty() ? !line.isBlank() : line.startsWith("Caused by: ")) {
        causes.addLast(line.trim());
      }
    }
    if (causes.isEmpty()) {
      return "no reason given";
    }
    String last = causes.removeLast();
    if (last.contains("java.lang.ClassNotFoundException")
        && !causes.isEmpty()
        && causes.getLast().contains("NoClassDefFoundError")) {
      last = causes.getLast();
    }
    Matcher cause = TRACE_CAUSE.matcher(last);
    return cause.matches() ? of(cause.group(1), cause.group(2)) : oneLine(last);
  }

  private static String of(String type, String message) {
    String text = message == null ? "" : message;
    return switch (type) {
      case "java.lang.ClassNotFoundException", "java.lang.NoClassDefFoundError" ->
          "the class "
              + missingClass(text)
              + " is not there; put it into the jar, or import its package in the manifest";
      case "java.lang.UnsupportedClassVersionError" -> newerJava(text);
      default ->
          oneLine(type.substring(type.lastIndexOf('.') + 1) + (text.isEmpty() ? "" : ": " + text));
    };
  }

  private static String missingClass(String message) {
    Matcher name = MISSING_CLASS.matcher(message);
    return (name.matches() ? name.group(1) : oneLine(message)).replace('/', '.');
  }

  private static String newerJava(String message) {
    Matcher version = CLASS_FILE_VERSION.matcher(message);
    String java =
        version.find()
            ? "Java " + (Integer.parseInt(version.group(1)) - FIRST_CLASS_FILE_VERSION)
            : "a newer Java";
    return "it was compiled for "
        + java
        + ", this node runs on Java "
        + Runtime.version().feature()
        + "; compile it with --release 17";
  }

  /** Of a file that cannot be read or written. */
  static String of(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    return oneLine(
        failure instanceof FileSystemException system && system.getReason() != null
            ? system.getReason()
            : message);
  }

  static String oneLine(String text) {
    String line = text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
  }
}
