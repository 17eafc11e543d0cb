/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Files of {@link Properties}, in UTF-8. */
final class PropertiesFile {

  private PropertiesFile() {}

  /**
   * @param purpose of the file, for the message
   * @return sorted by key, values without blanks around them
   */
  static Map<String, String> read(Path file, String purpose) throws LaunchException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      throw new LaunchException("the " + purpose + " " + file + " does not exist", e);
    } catch (CharacterCodingException e) {
      throw new LaunchException("the " + purpose + " " + file + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw new LaunchException(
          "the " + purpose + " " + file + " cannot be read: " + DataDirectory.reason(e), e);
    } catch (IllegalArgumentException e) {
      throw new LaunchException(
          "the " + purpose + " " + file + " cannot be read: " + e.getMessage(), e);
    }
    Map<String, String> sorted = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      sorted.put(key, properties.getProperty(key).trim());
    }
    return sorted;
  }

  /** Readers see the old content or the new one, never a part. */
  static void write(Path file, Map<String, String> content) throws IOException {
    StringBuilder lines = new StringBuilder();
    content.forEach(
        (key, value) ->
            lines.append(escape(key, true)).append('=').append(escape(value, false)).append('\n'));
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(temporary, lines);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String escape(String text, boolean isKey) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> escaped.append("\\\\");
        case '\n' -> escaped.append("\\n");
        case '\r' -> escaped.append("\\r");
        case '\t' -> escaped.append("\\t");
        case ' ' -> escaped.append(isKey || i == 0 ? "\\ " : " ");
        case '=', ':', '#', '!' -> escaped.append(isKey ? "\\" : "").append(c);
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
