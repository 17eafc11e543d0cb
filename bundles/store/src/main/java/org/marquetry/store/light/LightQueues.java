/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.light;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyNames;

/**
 * Light queues: queues without a topic of their own, into which messages of other topics go too. A
 * message names its light queues in one property; the store notes in another one, in the same
 * order, which entry it has got in each. Stateless.
 */
public final class LightQueues {

  /** Every name of a light queue begins with this. */
  public static final String PREFIX = "%LMQ%";

  /** A light queue is the only one of its name. */
  public static final int QUEUE_ID = 0;

  private static final String SEPARATOR = ",";

  /** A name is one of a directory too. */
  private static final int MOST_NAME_BYTES = 255;

  private LightQueues() {}

  public static boolean named(String topic) {
    return topic.startsWith(PREFIX);
  }

  /** What is wrong with the name of a light queue, {@code null} if nothing is. */
  public static String problem(String name) {
    if (!named(name) || name.length() == PREFIX.length()) {
      return "does not begin with " + PREFIX + " and go on";
    }
    if (name.getBytes(UTF_8).length > MOST_NAME_BYTES) {
      return "is longer than " + MOST_NAME_BYTES + " bytes";
    }
    return name.chars().anyMatch(c -> c == '/' || c == '\\' || c < ' ')
        ? "contains a slash, a backslash or a control character"
        : null;
  }

  /** The names in the value of {@link PropertyNames#LIGHT_QUEUES}, as they stand there. */
  public static String[] names(String value) {
    return value.split(SEPARATOR, -1);
  }

  /** Takes the entries of a record. */
  public interface Visitor {
    void entry(String name, long queueOffset) throws IOException;
  }

  /** Tells of the light queues that a record has an entry in. */
  public static void entries(MessageRecord record, Visitor visitor) throws IOException {
    String offsets = record.property(PropertyNames.LIGHT_OFFSETS);
    String queues = offsets == null ? null : record.property(PropertyNames.LIGHT_QUEUES);
    if (queues == null) {
      return;
    }
    String[] names = names(queues);
    String[] places = names(offsets);
    for (int i = 0; i < names.length && names.length == places.length; i++) {
      long offset = offset(places[i]);
      if (offset >= 0 && problem(names[i]) == null) {
        visitor.entry(names[i], offset);
      }
    }
  }

  /** Whether a record has this entry of a light queue. */
  public static boolean holds(MessageRecord record, String name, long queueOffset) {
    boolean[] found = new boolean[1];
    try {
      entries(record, (light, offset) -> found[0] |= offset == queueOffset && light.equals(name));
    } catch (IOException e) {
      throw new AssertionError("nothing is read", e);
    }
    return found[0];
  }

  private static long offset(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
