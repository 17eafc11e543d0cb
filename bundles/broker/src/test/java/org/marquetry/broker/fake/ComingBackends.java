/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.fake;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.marquetry.plugin.kernel.Origin;
import org.marquetry.plugin.kernel.ProviderTable;
import org.marquetry.store.StorageBackend;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.store.mapped.MappedBackend;
import org.osgi.framework.Version;

/** Storage backends that come and go; the one of a new store is there from the start. */
public final class ComingBackends {

  public final ProviderTable<StorageBackend> table = new ProviderTable<>("storage");
  private StorageBackend mapped;
  private long ids;

  public ComingBackends() {
    bring();
  }

  public void add(String name, StorageBackend backend) {
    ids++;
    table.add(new Origin(name, new Version(1, 0, 0), 0, ids, "test"), backend);
  }

  private void bring() {
    mapped = new MappedBackend();
    add("mapped", mapped);
  }

  /** Takes the backend away that was there from the start; the log may be with another. */
  public void leave() {
    assertThat(table.remove(mapped)).as("given back in time").isTrue();
  }

  /** Takes the backend in use away, until the log is away. */
  public void leave(MessageStore store) {
    leave();
    Awaitility.await().untilAsserted(() -> assertThat(store.absence()).contains("'mapped'"));
  }

  /** Brings back what {@link #leave()} took away. */
  public void comeBack() {
    bring();
  }

  /** Brings the backend back, until the log is. */
  public void comeBack(MessageStore store) {
    bring();
    Awaitility.await().untilAsserted(() -> assertThat(store.absence()).isNull());
  }
}
