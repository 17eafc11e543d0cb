/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.marquetry.remoting.CommandException;
import org.marquetry.store.kernel.MessageDraft;

/**
 * Takes the body of a batch apart into drafts. Reusable; the drafts refer to the body and to this
 * object's own buffer until {@link #clear()}. Not thread-safe.
 */
final class BatchEntries {

  private static final int KEPT_DRAFTS = 1024;
  private static final int KEPT_BYTES = 256 * 1024;

  private final BatchCursor cursor = new BatchCursor();
  private final List<MessageDraft> pool = new ArrayList<>();
  private byte[] properties = new byte[4096];

  /**
   * @param scan used for the entries' properties
   * @throws CommandException if the body is no batch
   */
  List<MessageDraft> read(
      SendCommand command,
      int sysFlag,
      byte[] bornAddress,
      PropertyScan scan,
      LightNames lightNames)
      throws CommandException {
    ByteBuffer body = command.body;
    if (properties.length < body.remaining()) {
      properties = new byte[body.remaining()];
    }
    int propertiesEnd = 0;
    cursor.over(body);
    while (cursor.next()) {
      int length = cursor.propertiesLength;
      body.get(cursor.propertiesAt, properties, propertiesEnd, length);
      scan.scan(properties, propertiesEnd, length);
      lightNames.check(command.topic, scan);
      draft(cursor.index)
          .flag(cursor.flag)
          .sysFlag(sysFlag)
          .bornTimestamp(command.bornTimestamp)
          .bornHost(bornAddress, command.peer().getPort())
          .reconsumeTimes(command.reconsumeTimes)
          .body(body.slice(cursor.bodyAt, cursor.bodyLength))
          .properties(properties, propertiesEnd, length)
          .tagsCode(scan.tagsCode());
      propertiesEnd += length;
    }
    return pool.subList(0, cursor.index + 1);
  }

  private MessageDraft draft(int index) {
    if (index == pool.size()) {
      pool.add(new MessageDraft());
    }
    return pool.get(index).clear();
  }

  /** Forgets the last batch. */
  void clear() {
    cursor.clear();
    if (pool.size() > KEPT_DRAFTS) {
      pool.subList(KEPT_DRAFTS, pool.size()).clear();
    }
    for (MessageDraft draft : pool) {
      draft.clear();
    }
    if (properties.length > KEPT_BYTES) {
      properties = new byte[4096];
    }
  }
}
