/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.StoreAdmin;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.store.Durability;
import org.marquetry.store.kernel.MessageStore;

/** The log of this broker, as the shell sees it. Thread-safe; blocks where it changes something. */
public final class LocalStoreAdmin implements StoreAdmin {

  private static final long PATIENCE_SECONDS = 60;

  private final MessageStore store;
  private final LiveSettings settings;

  public LocalStoreAdmin(MessageStore store, LiveSettings settings) {
    this.store = store;
    this.settings = settings;
  }

  @Override
  public List<Span> spans() {
    return store.spans();
  }

  @Override
  public Switched switchTo(String backend, boolean force) throws AdminException {
    boolean flushed = settings.current().sends().syncFlush();
    Durability promised = flushed ? Durability.ON_DISK : Durability.ACCEPTED;
    return await(store.switchTo(backend, promised, force));
  }

  @Override
  public long dropBefore(long position) throws AdminException {
    return await(store.dropBefore(position));
  }

  @Override
  public Cleaned clean() throws AdminException {
    try {
      var cleaned = store.clean();
      return new Cleaned(
          cleaned.firstBefore(),
          cleaned.first(),
          store.endPosition(),
          cleaned.heldBy() == null ? "" : cleaned.heldBy());
    } catch (IOException e) {
      throw new AdminException(e.getMessage());
    }
  }

  private static <T> T await(CompletableFuture<T> pending) throws AdminException {
    try {
      return pending.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AdminException(e.getCause().getMessage());
    } catch (TimeoutException e) {
      throw new AdminException(
          "it has not ended within "
              + PATIENCE_SECONDS
              + " s and goes on; mq:store-spans shows what came of it");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdminException("interrupted; it goes on");
    }
  }
}
