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
    oddProperties(s);
  }

  private static void oddProperties(Session s) throws IOException {
    Wire broker = s.broker();
    long end = PullScript.end(s);
    Map<String, String> bare = v2(TOPIC, 0, "");
    bare.remove("i");
    s.ask("310 without properties", broker, 310, bare, utf8("seventh"), BodyFormat.NONE);
    s.ask(
        "310 strange properties",
        broker,
        310,
        v2(
            TOPIC,
            0,
            "UNIQ_KEY\u0001"
                + uniqueKey(9)
                + "\u0002nothing\u0002\u0001novalue\u0002empty\u0001\u0002twice\u0001a\u0002twice\u0001b\u0002"),
        utf8("ninth"),
        BodyFormat.NONE);
    s.untilEnd(TOPIC, 0, end + 2);
    s.ask(
        "11 odd properties",
        broker,
        11,
        PullScript.pull("DiffPull", TOPIC, 0, end, 4, 0, "*"),
        BodyFormat.MESSAGES);
  }
}
