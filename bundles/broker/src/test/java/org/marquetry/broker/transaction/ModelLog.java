/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A log in memory that a crash may cut, or that may end a process at any append. */
final class ModelLog implements TransactionLog {

  /** The process ends here. */
  static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** What is stored; the index is the position. */
  sealed interface Entry {}

  record HalfEntry(Half half, String id) implements Entry {}

  record Delivery(long halfPosition, String id) implements Entry {}

  record Note(long offset, List<Long> halves) implements Entry {}

  record Aside(String id) implements Entry {}

  private final List<Entry> entries = new ArrayList<>();
  private final List<HalfEntry> halves = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();
  private long durable;
  private int appendsLeft = Integer.MAX_VALUE;
  private boolean refusing;

  /** The process ends at the append after the next {@code appends}. */
  void crashAfter(int appends) {
    appendsLeft = appends;
  }

  /** Whether nothing is taken. */
  void refusing(boolean value) {
    refusing = value;
  }

  /** All that is stored gets to the disk. */
  void flush() {
    durable = entries.size();
  }

  /** All, or a part, of what is not on the disk yet gets there. */
  void flush(Random random) {
    durable += random.nextInt((int) (entries.size() - durable) + 1);
  }

  /** Loses some of what is not on the disk. */
  void lose(Random random) {
    int left = (int) durable + random.nextInt((int) (entries.size() - durable) + 1);
    while (entries.size() > left) {
      Entry last = entries.remove(entries.size() - 1);
      halves.remove(last);
      notes.remove(last);
    }
    durable = left;
    appendsLeft = Integer.MAX_VALUE;
    refusing = false;
  }

  private void append(Entry entry) throws IOException {
    if (refusing) {
      throw new IOException("full");
    }
    if (appendsLeft-- == 0) {
      throw new Crash();
    }
    entries.add(entry);
  }

  Half send(String id, String group, long now, long immunityMillis) throws IOException {
    Half half = new Half(halves.size(), entries.size(), group, now, now, immunityMillis, 0, id, -1);
    HalfEntry entry = new HalfEntry(half, id);
    append(entry);
    halves.add(entry);
    return half;
  }

  /** How often it was delivered. */
  long deliveries(String id) {
    return entries.stream()
        .filter(entry -> entry instanceof Delivery delivery && delivery.id.equals(id))
        .count();
  }

  /** Whether it was set aside. */
  boolean aside(String id) {
    return entries.contains(new Aside(id));
  }

  List<HalfEntry> halves() {
    return List.copyOf(halves);
  }

  private String id(Half half) {
    return ((HalfEntry) entries.get((int) half.position())).id;
  }

  @Override
  public long firstHalf() {
    return 0;
  }

  @Override
  public long endHalf() {
    return halves.size();
  }

  @Override
  public Half half(long offset) {
    return offset < halves.size() ? halves.get((int) offset).half : null;
  }

  @Override
  public Half halfAt(long position) {
    return position < entries.size() && entries.get((int) position) instanceof HalfEntry entry
        ? entry.half
        : null;
  }

  @Override
  public void deliver(Half half, int checks) throws IOException {
    append(new Delivery(half.position(), id(half)));
  }

  @Override
  public void setAside(Half half, int checks) throws IOException {
    append(new Aside(id(half)));
  }

  @Override
  public void reopen(Half half) throws IOException {
    send(id(half), half.group(), half.bornMillis(), half.immunityMillis());
  }

  @Override
  public long conclude(List<Long> offsets) throws IOException {
    Note note = new Note(notes.size(), List.copyOf(offsets));
    append(note);
    notes.add(note);
    return note.offset;
  }

  @Override
  public long firstConclusion() {
    return 0;
  }

  @Override
  public long endConclusion() {
    return notes.size();
  }

  @Override
  public void conclusions(long from, ConclusionVisitor visitor) {
    notes
        .subList((int) from, notes.size())
        .forEach(note -> visitor.conclusion(note.offset, note.halves));
  }

  @Override
  public void deliveries(long fromPosition, DeliveryVisitor visitor) {
    for (int at = (int) fromPosition; at < entries.size(); at++) {
      if (entries.get(at) instanceof Delivery delivery) {
        visitor.delivered(delivery.halfPosition);
      }
    }
  }

  @Override
  public long endPosition() {
    return entries.size();
  }

  @Override
  public long durablePosition() {
    return durable;
  }
}
