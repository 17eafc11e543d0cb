/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * Scans a JSON header in one pass over its bytes, unescaping strings in place: no unescaped text is
 * longer than its escaped form. Tolerates any order of keys, unknown keys, numbers and booleans
 * where the protocol has strings, and the other way round. Not thread-safe.
 */
final class JsonHeaderScanner {

  private static final byte[] CODE = "code".getBytes(US_ASCII);
  private static final byte[] FLAG = "flag".getBytes(US_ASCII);
  private static final byte[] OPAQUE = "opaque".getBytes(US_ASCII);
  private static final byte[] REMARK = "remark".getBytes(US_ASCII);
  private static final byte[] VERSION = "version".getBytes(US_ASCII);
  private static final byte[] LANGUAGE = "language".getBytes(US_ASCII);
  private static final byte[] EXT_FIELDS = "extFields".getBytes(US_ASCII);
  private static final byte[] NULL = "null".getBytes(US_ASCII);
  private static final byte[] TRUE = "true".getBytes(US_ASCII);
  private static final byte[] FALSE = "false".getBytes(US_ASCII);

  /** Of values that are skipped; one bit each in a long. */
  private static final int MAX_DEPTH = 32;

  private byte[] bytes;
  private int at;
  private int end;

  /** Where the last scanned string or literal stands. */
  private int offset;

  private int length;

  void scan(byte[] scanned, int scannedLength, Header header) throws FrameException {
    bytes = scanned;
    at = 0;
    end = scannedLength;
    expect('{');
    if (!emptyUpTo('}')) {
      do {
        key();
        topLevel(offset, length, header);
      } while (more('}'));
    }
    if (skipBlanks()) {
      throw malformed("something follows the header's end");
    }
  }

  private void topLevel(int key, int keyLength, Header header) throws FrameException {
    if (is(CODE, key, keyLength)) {
      header.code(number("code"));
    } else if (is(FLAG, key, keyLength)) {
      header.flag(number("flag"));
    } else if (is(OPAQUE, key, keyLength)) {
      header.opaque(number("opaque"));
    } else if (is(VERSION, key, keyLength)) {
      header.version(number("version"));
    } else if (is(LANGUAGE, key, keyLength)) {
      if (scalar()) {
        header.language(Language.of(bytes, offset, length));
      }
    } else if (is(REMARK, key, keyLength)) {
      if (scalar()) {
        header.remark(offset, length);
      }
    } else if (is(EXT_FIELDS, key, keyLength)) {
      fields(header);
    } else {
      value();
    }
  }

  private void fields(Header header) throws FrameException {
    if (peek() != '{') {
      if (scalar()) {
        throw malformed("extFields is not an object");
      }
      return;
    }
    at++;
    if (emptyUpTo('}')) {
      return;
    }
    do {
      key();
      int name = offset;
      int nameLength = length;
      if (value()) {
        header.add(name, nameLength, offset, length);
      }
    } while (more('}'));
  }

  /** Any value; {@code false} for null. Objects and arrays count as their own text. */
  private boolean value() throws FrameException {
    byte first = peek();
    if (first != '{' && first != '[') {
      return scalar();
    }
    int start = at;
    nested();
    offset = start;
    length = at - start;
    return true;
  }

  /** A string, number or boolean; {@code false} for null. */
  private boolean scalar() throws FrameException {
    byte first = peek();
    if (first == '"') {
      string();
      return true;
    }
    literal();
    if (is(NULL, offset, length)) {
      return false;
    }
    if (first == '-' || (first >= '0' && first <= '9')) {
      return true;
    }
    if (is(TRUE, offset, length) || is(FALSE, offset, length)) {
      return true;
    }
    throw malformed("a value is neither text nor number");
  }

  private int number(String name) throws FrameException {
    if (!scalar()) {
      return 0;
    }
    long value;
    try {
      value = Decimal.parse(bytes, offset, length);
    } catch (NumberFormatException e) {
      throw new FrameException("the JSON header's " + name + " is no whole number");
    }
    if (value != (int) value) {
      throw new FrameException("the JSON header's " + name + " is out of range");
    }
    return (int) value;
  }

  /** Skips an object or array. */
  private void nested() throws FrameException {
    long objects = 0;
    int depth = 0;
    do {
      byte next = peek();
      switch (next) {
        case '{', '[' -> {
          if (depth == MAX_DEPTH) {
            throw malformed("values are nested too deep");
          }
          objects = objects << 1 | (next == '{' ? 1 : 0);
          depth++;
          at++;
        }
        case '}', ']' -> {
          if ((objects & 1) != (next == '}' ? 1 : 0)) {
            throw malformed("brackets do not match");
          }
          objects >>>= 1;
          depth--;
          at++;
        }
        case '"' -> skipString();
        case ',', ':' -> at++;
        default -> literal();
      }
    } while (depth > 0);
  }

  private void key() throws FrameException {
    if (peek() != '"') {
      throw malformed("a key is not quoted");
    }
    string();
    expect(':');
  }

  private void literal() throws FrameException {
    offset = at;
    while (at < end) {
      byte b = bytes[at];
      if (b <= ' ' || b == ',' || b == '}' || b == ']' || b == ':' || b == '"' || b == '{') {
        break;
      }
      at++;
    }
    length = at - offset;
    if (length == 0) {
      throw malformed("a value is missing");
    }
  }

  /** Leaves the text as it is: the bytes of a skipped value stay what they were. */
  private void skipString() throws FrameException {
    at++;
    while (at < end) {
      byte b = bytes[at++];
      if (b == '"') {
        return;
      }
      if (b == '\\') {
        at++;
      }
    }
    throw cutOff();
  }

  private void string() throws FrameException {
    byte[] b = bytes;
    int start = ++at;
    int i = start;
    int stop = end;
    while (i < stop) {
      byte c = b[i];
      if (c == '"') {
        offset = start;
        length = i - start;
        at = i + 1;
        return;
      }
      if (c == '\\') {
        at = i;
        unescape(start);
        return;
      }
      i++;
    }
    throw cutOff();
  }

  /** Goes on with a string at its first backslash. */
  private void unescape(int start) throws FrameException {
    int write = at;
    while (at < end) {
      byte b = bytes[at++];
      if (b == '"') {
        offset = start;
        length = write - start;
        return;
      }
      if (b != '\\') {
        bytes[write++] = b;
        continue;
      }
      if (at == end) {
        break;
      }
      byte escape = bytes[at++];
      switch (escape) {
        case '"', '\\', '/', '\'' -> bytes[write++] = escape;
        case 'n' -> bytes[write++] = '\n';
        case 't' -> bytes[write++] = '\t';
        case 'r' -> bytes[write++] = '\r';
        case 'b' -> bytes[write++] = '\b';
        case 'f' -> bytes[write++] = '\f';
        case 'u' -> write = unicode(write);
        default -> throw malformed("an escape is unknown");
      }
    }
    throw cutOff();
  }

  /** Writes the UTF-8 form of the character whose four hexadecimal digits stand at {@link #at}. */
  private int unicode(int write) throws FrameException {
    int c = hex4(at);
    at += 4;
    int to = write;
    if (c < 0x80) {
      bytes[to++] = (byte) c;
      return to;
    }
    if (c < 0x800) {
      bytes[to++] = (byte) (0xc0 | c >> 6);
      bytes[to++] = (byte) (0x80 | (c & 0x3f));
      return to;
    }
    if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
      return surrogates(c, to);
    }
    bytes[to++] = (byte) (0xe0 | c >> 12);
    bytes[to++] = (byte) (0x80 | (c >> 6 & 0x3f));
    bytes[to++] = (byte) (0x80 | (c & 0x3f));
    return to;
  }

  private int surrogates(int high, int write) throws FrameException {
    int to = write;
    if (high <= Character.MAX_HIGH_SURROGATE
        && end - at >= 6
        && bytes[at] == '\\'
        && bytes[at + 1] == 'u') {
      int low = hex4(at + 2);
      if (low >= Character.MIN_LOW_SURROGATE && low <= Character.MAX_LOW_SURROGATE) {
        at += 6;
        int c = Character.toCodePoint((char) high, (char) low);
        bytes[to++] = (byte) (0xf0 | c >> 18);
        bytes[to++] = (byte) (0x80 | (c >> 12 & 0x3f));
        bytes[to++] = (byte) (0x80 | (c >> 6 & 0x3f));
        bytes[to++] = (byte) (0x80 | (c & 0x3f));
        return to;
      }
    }
    // Half a pair has no UTF-8 form; the JDK's encoder writes the same.
    bytes[to++] = '?';
    return to;
  }

  private int hex4(int from) throws FrameException {
    if (end - from < 4) {
      throw cutOff();
    }
    int value = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        throw malformed("an escape is not hexadecimal");
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private boolean is(byte[] word, int from, int wordLength) {
    return wordLength == word.length
        && Arrays.equals(bytes, from, from + wordLength, word, 0, wordLength);
  }

  private boolean emptyUpTo(char close) throws FrameException {
    if (peek() == close) {
      at++;
      return true;
    }
    return false;
  }

  private boolean more(char close) throws FrameException {
    byte next = peek();
    at++;
    if (next == ',') {
      return true;
    }
    if (next == close) {
      return false;
    }
    throw malformed("a comma is missing");
  }

  private void expect(char wanted) throws FrameException {
    if (peek() != wanted) {
      throw malformed("'" + wanted + "' is missing");
    }
    at++;
  }

  /** The next byte that is no blank; stays on it. */
  private byte peek() throws FrameException {
    if (!skipBlanks()) {
      throw cutOff();
    }
    return bytes[at];
  }

  private boolean skipBlanks() {
    while (at < end) {
      byte b = bytes[at];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return true;
      }
      at++;
    }
    return false;
  }

  private FrameException cutOff() {
    return malformed("it ends too early");
  }

  private FrameException malformed(String what) {
    return new FrameException("the JSON header cannot be read at byte " + at + ": " + what);
  }
}
