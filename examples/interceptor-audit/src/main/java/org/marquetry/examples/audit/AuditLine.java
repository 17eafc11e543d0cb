/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.examples.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.marquetry.broker.spi.DeliverContext;
import org.marquetry.broker.spi.SendContext;
import org.marquetry.broker.spi.SendOutcome;
import org.marquetry.message.MessageView;
import org.marquetry.message.PropertyNames;

/** Lines of the audit. Stateless. */
final class AuditLine {

  private static final String NONE = "-";

  private AuditLine() {}

  static String sent(Instant time, SendContext message, SendOutcome outcome) {
    boolean stored = outcome.messageId() != null;
    return line(
        time,
        "SEND",
        message.clientAddress(),
        message.producerGroup(),
        message.topic(),
        stored ? Integer.toString(outcome.queueId()) : NONE,
        stored ? Long.toString(outcome.queueOffset()) : NONE,
        outcome.messageId(),
        message.properties().get(PropertyNames.UNIQUE_KEY),
        said(outcome));
  }

  private static String said(SendOutcome outcome) {
    if (outcome.messageId() == null) {
      return "refused (code " + outcome.code() + ")";
    }
    return outcome.code() == 0 ? "stored" : "stored but not safe (code " + outcome.code() + ")";
  }

  static String delivered(Instant time, DeliverContext batch, MessageView message) {
    return line(
        time,
        "DELIVER",
        batch.clientAddress(),
        batch.group(),
        message.topic(),
        Integer.toString(message.queueId()),
        Long.toString(message.queueOffset()),
        null,
        message.property(PropertyNames.UNIQUE_KEY),
        "delivered");
  }

  static String lost(Instant time, long lines) {
    return time.truncatedTo(ChronoUnit.MILLIS) + "\tLOST " + lines;
  }

  private static String line(Instant time, String... columns) {
    StringBuilder line = new StringBuilder(160).append(time.truncatedTo(ChronoUnit.MILLIS));
    for (String column : columns) {
      line.append('\t');
      append(line, column == null || column.isEmpty() ? NONE : column);
    }
    return line.toString();
  }

  /** What clients send must not look like another column or line. */
  private static void append(StringBuilder line, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        line.append(String.format(Locale.ROOT, "\\u%04X", (int) c));
      } else {
        line.append(c);
      }
    }
  }
}
