/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import java.net.InetAddress;
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
  private InetAddress lastPeer;
  private byte[] lastPeerBytes;

  /** Room for bytes that are needed until the send is over. */
  byte[] buffer(int length) {
    if (buffer.length < length) {
      buffer = new byte[length];
    }
    return buffer;
  }

  /** The bytes of a producer's address: made once while the same peer sends. */
  byte[] bytesOf(InetAddress peer) {
    if (!peer.equals(lastPeer)) {
      lastPeer = peer;
      lastPeerBytes = peer.getAddress();
    }
    return lastPeerBytes;
  }

  /** Lets go of what belongs to the send. */
  void clear() {
    command.clear();
    scan.clear();
    draft.clear();
  }
}
