/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Messages that a plugin has to cope with because producers may send them. */
public final class HostileMessages {

  private static final String[] VALUES = {
    "0",
    "-1",
    "00",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "1e308",
    "1e400",
    "NaN",
    "Infinity",
    "0x10",
    "1.",
    ".5",
    "--1",
    "true",
    "TRUE",
    "null",
    "NULL",
    " ",
    "'",
    "\"",
    "\\",
    "%",
    "_",
    "\u0000",
    "\ud83d\ude00",
    "\ud83d",
    "\u202e",
    "ä".repeat(2_000)
  };

  private HostileMessages() {}

  /**
   * The odd values under each of the names, no properties at all, and bodies of several kinds.
   *
   * @param names properties that the plugin looks at
   * @return messages, the plainest first
   */
  public static List<TestMessage> with(List<String> names) {
    List<TestMessage> messages = new ArrayList<>();
    messages.add(TestMessage.of("T"));
    messages.add(TestMessage.of("T").withBody("{\"half\":"));
    messages.add(TestMessage.of("T").withBody("[".repeat(10_000)));
    messages.add(TestMessage.of("T").withBody(new byte[] {(byte) 0xC3, (byte) 0x28, 0}));
    byte[] noise = new byte[64 * 1024];
    new Random(7).nextBytes(noise);
    messages.add(TestMessage.of("T").withBody(noise));
    for (String name : names) {
      for (String value : VALUES) {
        messages.add(TestMessage.of("T").with(name, value));
      }
    }
    return messages;
  }
}
