/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import org.marquetry.message.PropertyBytes;
import org.marquetry.message.PropertyNames;

/** Sets properties in encoded ones; all else stays as it is, byte for byte. Stateless. */
final class PropertyEdit {

  private PropertyEdit() {}

  /**
   * @param values of properties that are set anew or for the first time; checked before
   * @return newly made
   */
  static byte[] set(byte[] properties, int offset, int length, Map<String, String> values) {
    byte[] kept = new byte[length];
    int keptLength = 0;
    int end = offset + length;
    int pair = offset;
    while (pair < end) {
      int nameEnd = pair;
      while (nameEnd < end
          && properties[nameEnd] != PropertyNames.NAME_END
          && properties[nameEnd] != PropertyNames.VALUE_END) {
        nameEnd++;
      }
      int pairEnd = nameEnd;
      while (pairEnd < end && properties[pairEnd] != PropertyNames.VALUE_END) {
        pairEnd++;
      }
      int next = Math.min(end, pairEnd + 1);
      if (!values.containsKey(new String(properties, pair, nameEnd - pair, UTF_8))) {
        System.arraycopy(properties, pair, kept, keptLength, next - pair);
        keptLength += next - pair;
      }
      pair = next;
    }
    byte[] added = PropertyBytes.encode(values);
    boolean separated = keptLength > 0 && kept[keptLength - 1] != PropertyNames.VALUE_END;
    byte[] all = new byte[keptLength + (separated ? 1 : 0) + added.length];
    System.arraycopy(kept, 0, all, 0, keptLength);
    if (separated) {
      all[keptLength] = PropertyNames.VALUE_END;
    }
    System.arraycopy(added, 0, all, all.length - added.length, added.length);
    return all;
  }
}
