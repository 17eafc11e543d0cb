/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.differential;

import static org.marquetry.itests.differential.SendScript.TOPIC;
import static org.marquetry.itests.differential.Sends.properties;
import static org.marquetry.itests.differential.Sends.uniqueKey;
import static org.marquetry.itests.differential.Sends.v2;
import static org.marquetry.itests.differential.Session.ext;
import static org.marquetry.itests.differential.Session.utf8;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.marquetry.itests.wire.Wire;

/**
 * Sends that lack something and codes that are nobody's. Comes last: where one side stores what the
 * other refuses, all later positions differ.
 */
final class BrokenScript implements Script {

  @Override
  public void speak(Session s) throws IOException {
    Wire broker = s.broker();
    s.ask("310 without fields", broker, 310, Map.of(), utf8("x"), BodyFormat.NONE);
    for (String field : List.of("a", "b", "c", "d", "e", "f", "g", "h")) {
      Map<String, String> header = v2(TOPIC, 0, properties("UNIQ_KEY", uniqueKey(40)));
      header.remove(field);
      s.ask("310 without " + field, broker, 310, header, utf8("without " + field), BodyFormat.NONE);
    }
    Map<String, String> words = v2(TOPIC, 0, properties("UNIQ_KEY", uniqueKey(41)));
    words.put("e", "zero");
    s.ask("310 queue as a word", broker, 310, words, utf8("x"), BodyFormat.NONE);
    s.ask("broker: unknown code", broker, 9_999, Map.of());
    s.ask("broker: code of the name server", broker, 105, ext("topic", TOPIC));
  }
}
