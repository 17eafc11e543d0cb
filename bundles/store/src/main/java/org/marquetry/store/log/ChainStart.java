/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.marquetry.plugin.Providers;
import org.marquetry.store.StorageBackend;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a chain as a process that has ended left it. */
final class ChainStart {

  private static final Logger LOG = LoggerFactory.getLogger(ChainStart.class);
  private static final int NAME_LENGTH = 20;

  private final LogSettings settings;
  private final SpanTable table;
  private final SpanTable.Content found;
  private final Disk disk;

  /** Whether the span that was written last is gone. */
  private boolean lostTail;

  private ChainStart(LogSettings settings, SpanTable table, SpanTable.Content found, Disk disk) {
    this.settings = settings;
    this.table = table;
    this.found = found;
    this.disk = disk;
  }

  /**
   * The backend without which the chain cannot be opened: that of the span that is written.
   *
   * @throws IOException if the file that says it cannot be understood
   */
  static String neededBackend(LogSettings settings, Disk disk) throws IOException {
    SpanTable.Content content = new SpanTable(disk, settings.spans()).load();
    return content.spans().isEmpty() ? settings.backend() : content.last().backend();
  }

  /**
   * What there is once a chain is open.
   *
   * @param content what the table says now
   */
  record Parts(LogChain chain, SpanTable table, SpanTable.Content content) {}

  /** Opens every span whose backend is there; of the one that is written it has to be. */
  static Parts open(
      LogSettings settings,
      SpanAttachment attachment,
      Providers<StorageBackend> backends,
      Disk disk,
      Clock clock)
      throws IOException {
    SpanTable table = new SpanTable(disk, settings.spans());
    ChainStart start = new ChainStart(settings, table, table.load(), disk);
    SpanTable.Content content = start.settle();
    List<Span> spans = new ArrayList<>();
    content.spans().forEach(entry -> spans.add(new Span(entry, clock.nanos())));
    Span tail = spans.get(spans.size() - 1);
    try {
      OpenLog open = start.open(tail, attachment, backends);
      SpanEntry described = ChainEditor.described(tail.entry(), open, tail.start());
      tail.attach(described, open);
      if (!described.equals(content.last())) {
        content = content.withLast(described);
        table.save(content);
      }
      start.openSealed(spans.subList(0, spans.size() - 1), attachment, backends);
    } catch (IOException | RuntimeException e) {
      for (Span span : spans) {
        OpenLog open = span.detach("the store is not opened", clock.nanos());
        if (open != null) {
          attachment.closeLater(open);
        }
      }
      throw e;
    }
    return new Parts(new LogChain(spans, start.lostTail, clock), table, content);
  }

  private OpenLog open(Span span, SpanAttachment attachment, Providers<StorageBackend> backends)
      throws IOException {
    SpanEntry entry = span.entry();
    // Of a span that never had anything it may not have been noted that its backend keeps nothing.
    boolean used = !disk.list(settings.root().resolve(entry.directory())).isEmpty();
    return attachment.open(
        entry,
        span.memory(),
        backends.leases(entry.backend()),
        used ? open -> LogCheck.keepsWhatLasts(entry, open) : LogCheck.NONE,
        new ArrayList<>());
  }

  private void openSealed(
      List<Span> sealed, SpanAttachment attachment, Providers<StorageBackend> backends) {
    for (Span span : sealed) {
      if (!span.entry().lost()) {
        try {
          span.attach(span.entry(), open(span, attachment, backends));
        } catch (IOException e) {
          span.absent(e.getMessage());
          LOG.warn(
              "The messages from position {} to {} cannot be read until this is repaired: {}",
              span.start(),
              span.endPosition(),
              e.getMessage());
        }
      }
    }
  }

  /** Brings the table to what is true after a restart. */
  private SpanTable.Content settle() throws IOException {
    SpanTable.Content content = found;
    if (content.spans().isEmpty()) {
      content = content.with(List.of(first()));
    } else if (!content.last().backend().equals(settings.backend())) {
      LOG.info(
          "The log goes on with the storage backend '{}'; storage.backend={} is for the first span"
              + " of a new store, mq:store-switch changes to another one",
          content.last().backend(),
          settings.backend());
    }
    if (content.intent() != null) {
      LOG.warn(
          "A switch to the storage backend '{}' had not been finished: the log goes on with '{}'",
          content.intent().backend(),
          content.last().backend());
      content = content.abandoned();
    }
    content = content.with(withoutLost(content.spans()));
    if (!content.equals(found)) {
      table.save(content);
    }
    return sweep(content);
  }

  /** Deletes what no span needs any more. */
  private SpanTable.Content sweep(SpanTable.Content content) throws IOException {
    SpanTable.Content left = content;
    for (String directory : content.garbage()) {
      disk.delete(settings.root().resolve(directory));
      left = left.without(directory);
    }
    if (!left.equals(content)) {
      table.save(left);
    }
    // A loss of power may have brought back what had been deleted.
    for (String name : disk.list(settings.root().resolve(SpanNames.PARENT))) {
      String directory = SpanNames.PARENT + name;
      if (left.spans().stream().noneMatch(entry -> entry.directory().equals(directory))) {
        disk.delete(settings.root().resolve(directory));
      }
    }
    return left;
  }

  /** The span of a directory without a table: it begins where its first file does. */
  private SpanEntry first() throws IOException {
    long start = 0;
    for (String name : disk.list(settings.directory())) {
      if (name.length() == NAME_LENGTH && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
        start = Long.parseLong(name);
        break;
      }
    }
    Path root = settings.root();
    Path directory = settings.directory();
    Path named = directory.startsWith(root) ? root.relativize(directory) : directory;
    return SpanEntry.written(start, settings.backend(), named.toString());
  }

  /** What was kept by the process alone is gone; positions go on behind all it may have given. */
  private List<SpanEntry> withoutLost(List<SpanEntry> entries) {
    List<SpanEntry> left = new ArrayList<>();
    for (SpanEntry entry : entries) {
      if (entry.lasting()) {
        left.add(entry);
      } else if (!entry.written()) {
        lose(left, entry, entry.end());
      } else if (entry.reserved() <= entry.start()) {
        // Nothing was ever given out.
        left.add(entry);
      } else {
        lose(left, entry, entry.reserved());
        lostTail = true;
        left.add(SpanNames.next(entry.reserved(), entry.start(), entry.backend()));
      }
    }
    return left;
  }

  private static void lose(List<SpanEntry> left, SpanEntry entry, long end) {
    if (!entry.lost()) {
      LOG.warn(
          "The messages from position {} to {} are gone: the storage backend '{}' kept them in the"
              + " memory of the process that has ended",
          entry.start(),
          end,
          entry.backend());
    }
    SpanEntry before = left.isEmpty() ? null : left.get(left.size() - 1);
    if (before == null) {
      // The log now begins behind it.
      return;
    }
    if (before.lost()) {
      left.set(left.size() - 1, before.lostUpTo(end));
    } else {
      left.add(entry.lostUpTo(end));
    }
  }
}
