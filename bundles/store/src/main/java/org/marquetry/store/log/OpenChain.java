/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.io.IOException;
import org.marquetry.plugin.Providers;
import org.marquetry.store.StorageBackend;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.marquetry.system.Scheduler;

/**
 * A chain that has been opened and is not changed yet: what recovery works on, before {@link #keep}
 * lets it follow the backends that come and go.
 */
public final class OpenChain implements AutoCloseable {

  /** At the start nobody waits for an open that is given up on. */
  private static final long START_LIMIT_MILLIS = 3_600_000;

  private final ChainStart.Parts parts;
  private final LogOpener opener;
  private final BackendCalls calls;
  private final SpanAttachment starting;
  private final Providers<StorageBackend> backends;
  private final Disk disk;
  private final Clock clock;
  private final Scheduler scheduler;
  private SpanKeeper keeper;

  private OpenChain(
      ChainStart.Parts parts,
      LogOpener opener,
      BackendCalls calls,
      SpanAttachment starting,
      Providers<StorageBackend> backends,
      Disk disk,
      Clock clock,
      Scheduler scheduler) {
    this.parts = parts;
    this.opener = opener;
    this.calls = calls;
    this.starting = starting;
    this.backends = backends;
    this.disk = disk;
    this.clock = clock;
    this.scheduler = scheduler;
  }

  /**
   * The backend without which a chain cannot be opened: that of the span that is written.
   *
   * @throws IOException if the file that says it cannot be understood
   */
  public static String neededBackend(LogSettings settings, Disk disk) throws IOException {
    return ChainStart.neededBackend(settings, disk);
  }

  /** Opens the spans listed in the settings' file; without it, one span over what is there. */
  public static OpenChain open(
      LogSettings settings,
      Providers<StorageBackend> backends,
      Disk disk,
      Clock clock,
      Scheduler scheduler)
      throws IOException {
    LogOpener opener = new LogOpener(settings, disk, clock, scheduler);
    BackendCalls calls = new BackendCalls(scheduler);
    SpanAttachment starting = new SpanAttachment(opener, calls, START_LIMIT_MILLIS);
    try {
      ChainStart.Parts parts = ChainStart.open(settings, starting, backends, disk, clock);
      return new OpenChain(parts, opener, calls, starting, backends, disk, clock, scheduler);
    } catch (IOException | RuntimeException e) {
      calls.close();
      throw e;
    }
  }

  public LogChain log() {
    return parts.chain();
  }

  /**
   * From now on the chain changes while it is used. To be called once.
   *
   * @param gate keeps appends away meanwhile
   */
  public SpanKeeper keep(AppendGate gate) {
    ChainEditor editor = new ChainEditor(parts, opener, backends, gate, disk, clock);
    SpanAttachment attachment =
        new SpanAttachment(opener, calls, opener.settings().handOverMillis());
    keeper = new SpanKeeper(editor, attachment, calls, backends, scheduler);
    return keeper;
  }

  /**
   * Makes everything durable and gives the backends back.
   *
   * @throws IOException if something is not durable that should be
   */
  @Override
  public void close() throws IOException {
    if (keeper != null) {
      keeper.close();
      return;
    }
    for (Span span : parts.chain().spans()) {
      OpenLog open = span.detach("the store is closed", clock.nanos());
      if (open != null) {
        starting.closeLater(open);
      }
    }
    calls.close();
  }
}
