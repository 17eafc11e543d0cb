/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.marquetry.admin.StoreAdmin.Switched;
import org.marquetry.plugin.Lease;
import org.marquetry.store.Durability;
import org.marquetry.store.StorageBackend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals the span that is written and goes on in one of another backend. What is about to be done is
 * written down before anything is done; from the one write on that lists the new span it is the one
 * that counts, whatever happens. For one thread at a time.
 */
final class SpanSwitch {

  private static final Logger LOG = LoggerFactory.getLogger(SpanSwitch.class);

  private final ChainEditor editor;
  private final SpanAttachment attachment;

  /** Switches that were begun in vain. */
  private int failures;

  SpanSwitch(ChainEditor editor, SpanAttachment attachment) {
    this.editor = editor;
    this.attachment = attachment;
  }

  /**
   * Also leaves a span whose backend has gone, if that has closed it well.
   *
   * @param promised what clients have been promised of every message
   * @param force go on although the backend does not keep that promise
   * @throws IOException if nothing was switched: the message says why, and the span before goes on
   */
  Switched run(String backend, Durability promised, boolean force) throws IOException {
    Span tail = editor.chain().tail();
    OpenLog old = tail.open();
    String from = tail.entry().backend();
    if (old == null && !tail.whole()) {
      throw refused("the storage backend of the log is away (" + tail.absence() + ")");
    }
    if (backend.equals(from)) {
      throw refused("the log is written by '" + backend + "' already");
    }
    List<Lease<StorageBackend>> leases = editor.leases(backend);
    if (leases.isEmpty()) {
      throw refused(
          "no plugin offers the storage backend '"
              + backend
              + "'; mq:plugins lists those there are");
    }
    Durability reached = leases.get(0).provider().durability();
    String refusal = refusal(backend, reached, promised, force);
    if (refusal != null) {
      leases.forEach(Lease::close);
      throw refused(refusal);
    }
    LOG.info("The log is about to go over from '{}' to '{}'", from, backend);
    Switched result = change(tail, old, backend, leases);
    LOG.info(
        "The log went over from '{}' to '{}' at position {}: appends waited {} ms",
        from,
        backend,
        result.start(),
        TimeUnit.NANOSECONDS.toMillis(result.heldNanos()));
    reopen(tail);
    settle();
    OpenLog open = editor.chain().tail().open();
    editor
        .backends()
        .switched(
            backend,
            open == null ? "" : open.version(),
            from,
            "the log goes on in it from position " + result.start(),
            result.heldNanos());
    return result;
  }

  private String refusal(String backend, Durability reached, Durability promised, boolean force) {
    if (reached.compareTo(promised) < 0 && !force) {
      return "clients are promised that an acknowledged message is on the disk"
          + " (flushDiskType=SYNC_FLUSH), which '"
          + backend
          + "' does not keep: with the end of the process every message in it would be lost;"
          + " producers would be answered FLUSH_DISK_TIMEOUT. --force switches all the same";
    }
    return reached == Durability.ACCEPTED ? null : editor.gate().refusal();
  }

  private static IOException refused(String reason) {
    return new IOException("not switched: " + reason);
  }

  private Switched change(
      Span tail, OpenLog old, String backend, List<Lease<StorageBackend>> leases)
      throws IOException {
    List<Lease<StorageBackend>> unused = new ArrayList<>(leases);
    String directory =
        SpanNames.directory(SpanNames.startBehind(tail.endPosition(), tail.start()), backend);
    if (failures > 0) {
      // What was given up on may still be writing where it was told to.
      directory += "-" + failures;
    }
    try {
      editor.save(
          editor.content().without(directory).intending(new SpanTable.Intent(backend, directory)));
      editor.delete(directory);
      flush(old);
      editor.gate().settle();
      long began = editor.nanos();
      editor.gate().hold("the log goes over to the storage backend '" + backend + "' in a moment");
      try {
        flush(old);
        unused.clear();
        extend(tail, backend, directory, leases);
      } finally {
        letGo();
      }
      Span now = editor.chain().tail();
      return new Switched(
          tail.entry().backend(), backend, tail.entry().end(), now.start(), editor.nanos() - began);
    } catch (IOException e) {
      failures++;
      unused.forEach(Lease::close);
      editor.saveIfPossible(editor.content().abandoned());
      editor.sweep();
      LOG.warn("The log stays with '{}': {}", tail.entry().backend(), e.getMessage());
      throw refused(e.getMessage() + "; the log goes on with '" + tail.entry().backend() + "'");
    }
  }

  private void flush(OpenLog old) throws IOException {
    if (old != null) {
      attachment.flush(old);
    }
  }

  private void letGo() {
    Span tail = editor.chain().tail();
    if (tail.open() != null) {
      editor.gate().release();
    } else {
      editor.gate().stillHeld(tail.absence());
    }
  }

  private void extend(
      Span tail, String backend, String directory, List<Lease<StorageBackend>> leases)
      throws IOException {
    long sealedAt = tail.endPosition();
    SpanEntry entry =
        SpanEntry.written(SpanNames.startBehind(sealedAt, tail.start()), backend, directory);
    Span next = new Span(entry, editor.nanos());
    OpenLog open = attachment.open(entry, next.memory(), leases, LogCheck.NONE, new ArrayList<>());
    try {
      entry = ChainEditor.described(entry, open, entry.start());
      editor.save(editor.content().followedBy(sealedAt, entry));
    } catch (IOException e) {
      attachment.closeLater(open);
      next.memory().dropAll();
      throw e;
    }
    next.attach(entry, open);
    tail.entry(tail.entry().sealedAt(sealedAt));
    editor.chain().extend(next);
  }

  private void settle() {
    try {
      editor.gate().settle();
    } catch (IOException e) {
      LOG.warn("A recovery will have to look at the sealed span: {}", e.getMessage());
    }
  }

  /** What is sealed needs no threads and is opened as what it is. */
  private void reopen(Span sealed) {
    sealed.memory().trim(sealed.entry().end());
    OpenLog before = sealed.open();
    if (before == null) {
      return;
    }
    try {
      OpenLog now =
          attachment.open(
              sealed.entry(),
              sealed.memory(),
              editor.leases(sealed.entry().backend()),
              open -> LogCheck.keepsWhatLasts(sealed.entry(), open),
              new ArrayList<>());
      sealed.attach(sealed.entry(), now);
      attachment.closeLater(before);
    } catch (IOException e) {
      LOG.warn("The sealed span at {} stays open as it was: {}", sealed.start(), e.getMessage());
    }
  }
}
