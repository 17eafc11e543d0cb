/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.memory;

import java.io.IOException;
import org.marquetry.store.Durability;
import org.marquetry.store.DurabilityListener;
import org.marquetry.store.LogView;
import org.marquetry.store.MessageLog;
import org.marquetry.store.RecordWriter;

/** A log that does what another one does, for mistakes to be made in. */
class DelegatingLog implements MessageLog {

  final MessageLog good;

  DelegatingLog(MessageLog good) {
    this.good = good;
  }

  @Override
  public long firstPosition() {
    return good.firstPosition();
  }

  @Override
  public long endPosition() {
    return good.endPosition();
  }

  @Override
  public long readablePosition() {
    return good.readablePosition();
  }

  @Override
  public long durablePosition() {
    return good.durablePosition();
  }

  @Override
  public long append(int length, RecordWriter writer) throws IOException {
    return good.append(length, writer);
  }

  @Override
  public void whenDurable(long position, Durability level, DurabilityListener listener) {
    good.whenDurable(position, level, listener);
  }

  @Override
  public void flush() throws IOException {
    good.flush();
  }

  @Override
  public LogView read(long position, int maxLength) throws IOException {
    return good.read(position, maxLength);
  }

  @Override
  public void truncate(long position) throws IOException {
    good.truncate(position);
  }

  @Override
  public long dropBefore(long position) throws IOException {
    return good.dropBefore(position);
  }

  @Override
  public long[] segments() {
    return good.segments();
  }

  @Override
  public void close() throws IOException {
    good.close();
  }
}
