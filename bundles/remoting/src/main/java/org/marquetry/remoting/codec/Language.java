/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** Names of the senders' languages, by their code in a binary header. */
final class Language {

  static final String OTHER = "OTHER";
  static final byte JAVA_CODE = 0;

  private static final String[] NAMES = {
    "JAVA", "CPP", "DOTNET", "PYTHON", "DELPHI", "ERLANG", "RUBY", OTHER, "HTTP", "GO", "PHP",
    "OMS", "RUST", "NODE_JS"
  };
  private static final byte[][] BYTES =
      Arrays.stream(NAMES).map(name -> name.getBytes(US_ASCII)).toArray(byte[][]::new);

  private Language() {}

  /** {@link #OTHER} for a code nobody has given out. */
  static String of(int code) {
    return code >= 0 && code < NAMES.length ? NAMES[code] : OTHER;
  }

  /** {@link #OTHER} for a name that the protocol does not know. */
  static String of(byte[] array, int offset, int length) {
    for (int i = 0; i < BYTES.length; i++) {
      if (Arrays.equals(array, offset, offset + length, BYTES[i], 0, BYTES[i].length)) {
        return NAMES[i];
      }
    }
    return OTHER;
  }
}
