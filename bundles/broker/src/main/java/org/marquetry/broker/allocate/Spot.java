/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.ArrayList;
import java.util.List;

/**
 * The length of a list of clients, and the place in it of the one that it is made for.
 *
 * @param place from 0
 */
record Spot(int length, int place) {

  /** Numbers of equal length sort as they count. */
  private static final int FIRST_NUMBER = 10_000;

  /** What is wrong with an id that cannot be put in a list, {@code null} if nothing is. */
  static String problem(String client) {
    char first = client.charAt(0);
    return first > '!' && first < '~'
        ? null
        : "client id " + client + " does not begin with a character between ! and ~";
  }

  /** Ids to show a client, ascending: its own at its place among others that nobody has. */
  List<String> ids(String client) {
    List<String> ids = new ArrayList<>(length);
    for (int i = 0; i < place; i++) {
      ids.add("!" + (FIRST_NUMBER + i));
    }
    ids.add(client);
    for (int i = place + 1; i < length; i++) {
      ids.add("~" + (FIRST_NUMBER + i));
    }
    return ids;
  }
}
