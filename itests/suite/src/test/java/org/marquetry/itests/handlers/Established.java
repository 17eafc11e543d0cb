/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.handlers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** The TCP connections of this machine to a port, as the kernel sees them. */
final class Established {

  private static final String STATE = "01";

  private Established() {}

  /** The ports at the clients' ends. */
  static Set<Integer> to(int port) throws IOException {
    Set<Integer> clients = new TreeSet<>();
    for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] columns = line.trim().split("\\s+", -1);
        if (columns.length > 3 && columns[3].equals(STATE) && portOf(columns[2]) == port) {
          clients.add(portOf(columns[1]));
        }
      }
    }
    return clients;
  }

  private static int portOf(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
  }
}
