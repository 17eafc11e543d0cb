/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.talk;

import java.util.ArrayList;
import java.util.List;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;

/** What a part has seen, without what differs from run to run. Not thread-safe. */
final class Facts {

  private final String part;
  private final List<String> lines = new ArrayList<>();

  Facts(String part) {
    this.part = part;
  }

  List<String> lines() {
    return lines;
  }

  void say(String step, Object fact) {
    lines.add(part + ": " + general(step) + " | " + general(String.valueOf(fact)));
  }

  /** Something that may be refused. */
  interface Question {
    Object ask() throws Exception;
  }

  /** Says the answer, or the code with which the broker refuses. */
  void ask(String step, Question question) {
    try {
      say(step, question.ask());
    } catch (Exception e) {
      failed(step, e);
    }
  }

  void failed(String step, Exception e) {
    if (e instanceof MQBrokerException refused) {
      say(step, "broker says " + refused.getResponseCode());
    } else if (e instanceof MQClientException refused) {
      say(step, "client says " + refused.getResponseCode());
    } else {
      say(step, "fails: " + e);
    }
  }

  private static String general(String text) {
    return text.replaceAll("\\b[0-9A-Fa-f]{32,}\\b", "<id>")
        .replaceAll("(CommitLog Offset: *|commitLogOffset=)\\d+", "$1<position>")
        .replaceAll("<id>@\\d+", "<id>@<position>")
        .replaceAll("talk-\\d+", "<instance>")
        .replaceAll("\\d{4}-\\d\\d-\\d\\d[ T#]\\d\\d:\\d\\d:\\d\\d(,\\d+|:\\d+)?", "<time>")
        .replaceAll("\\d+\\.\\d+\\.\\d+\\.\\d+(:\\d+)?(@\\d+#\\d+)?", "<address>")
        .replaceAll("\\b\\d{10,}\\b", "<number>")
        .replaceAll("\\b\\d+\\.\\d\\d\\b", "<rate>")
        .replaceAll("[ \\t]+", " ")
        .strip();
  }
}
