/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.marquetry.plugin.Lease;
import org.marquetry.plugin.Providers;
import org.marquetry.store.StorageBackend;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What those who change a chain work with. For one thread at a time. */
final class ChainEditor {

  /**
   * How far ahead positions of a span that is not lasting are noted as given out. A process would
   * have to write half of this between two turns to get beyond it.
   */
  static final long RESERVE_BYTES = 64L << 30;

  private static final Logger LOG = LoggerFactory.getLogger(ChainEditor.class);

  private final LogChain chain;
  private final SpanTable table;
  private final LogOpener opener;
  private final Providers<StorageBackend> backends;
  private final AppendGate gate;
  private final Disk disk;
  private final Clock clock;
  private SpanTable.Content content;

  ChainEditor(
      ChainStart.Parts parts,
      LogOpener opener,
      Providers<StorageBackend> backends,
      AppendGate gate,
      Disk disk,
      Clock clock) {
    this.chain = parts.chain();
    this.table = parts.table();
    this.content = parts.content();
    this.opener = opener;
    this.backends = backends;
    this.gate = gate;
    this.disk = disk;
    this.clock = clock;
  }

  LogChain chain() {
    return chain;
  }

  AppendGate gate() {
    return gate;
  }

  long nanos() {
    return clock.nanos();
  }

  SpanTable.Content content() {
    return content;
  }

  Providers<StorageBackend> backends() {
    return backends;
  }

  List<Lease<StorageBackend>> leases(String backend) {
    return backends.leases(backend);
  }

  /** Leases of a backend but for some instances of it. */
  List<Lease<StorageBackend>> leasesBut(String backend, List<StorageBackend> excluded) {
    List<Lease<StorageBackend>> left = new ArrayList<>();
    for (Lease<StorageBackend> lease : backends.leases(backend)) {
      StorageBackend provider = lease.provider();
      if (excluded.stream().anyMatch(each -> each == provider)) {
        lease.close();
      } else {
        left.add(lease);
      }
    }
    return left;
  }

  /**
   * Writes down what the chain is now.
   *
   * @throws IOException if it is not written down
   */
  void save(SpanTable.Content changed) throws IOException {
    if (changed.equals(content)) {
      return;
    }
    try {
      table.save(changed);
    } catch (IOException e) {
      findOut(changed, e);
    }
    content = changed;
  }

  /** After a failed write either of the two contents may be the one that a restart would find. */
  private void findOut(SpanTable.Content changed, IOException failure) throws IOException {
    try {
      if (table.load().equals(changed)) {
        return;
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
      gate.fail("it is not known what is in the list of spans: " + failure.getMessage(), failure);
    }
    throw failure;
  }

  /** Like {@link #save} for what may as well be written down later. */
  void saveIfPossible(SpanTable.Content changed) {
    try {
      save(changed);
    } catch (IOException e) {
      LOG.warn("The list of spans cannot be written now: {}", e.getMessage());
    }
  }

  /**
   * Deletes directories that belong to no span any more; what cannot be deleted now stays noted.
   */
  void sweep() {
    for (String directory : content.garbage()) {
      try {
        disk.delete(opener.directory(directory));
        save(content.without(directory));
      } catch (IOException e) {
        LOG.warn("{} is not used any more and cannot be deleted: {}", directory, e.getMessage());
      }
    }
  }

  void delete(String directory) throws IOException {
    disk.delete(opener.directory(directory));
  }

  /**
   * The entry of a span that is written, as its backend wants it: of one that is not lasting no
   * position may be given out before that is on the disk.
   */
  static SpanEntry described(SpanEntry entry, OpenLog open, long end) {
    if (SpanAttachment.lasting(open)) {
      return entry.lasting(true).reservedTo(0);
    }
    SpanEntry described = entry.lasting(false);
    return described.reserved() - end < RESERVE_BYTES / 2
        ? described.reservedTo(end + RESERVE_BYTES)
        : described;
  }
}
