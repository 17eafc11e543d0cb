/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import org.marquetry.store.kernel.Appended;
import org.marquetry.store.kernel.MessageDraft;

/** What a thread needs for the send it is at. Reused, so that a send allocates next to nothing. */
final class SendScratch {

  final SendCommand command = new SendCommand();
  final PropertyScan scan = new PropertyScan();
  final MessageDraft draft = new MessageDraft();
  final Appended appended = new Appended();
  final BatchEntries batch = new BatchEntries();
  private byte[] buffer = new byte[1024];

  /** Room for bytes that are needed until the send is over. */
  byte[] buffer(int length) {
    if (buffer.length < length) {
      buffer = new byte[length];
    }
    return buffer;
  }

  /** Lets go of what belongs to the send. */
  void clear() {
    command.clear();
    scan.clear();
    draft.clear();
  }
}
