/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.marquetry.plugin.Lease;
import org.marquetry.plugin.kernel.PluginEvent.What;
import org.osgi.framework.Version;

class ProviderTableTest {

  private final ProviderTable<Object> table = new ProviderTable<>("storage");
  private final Object first = new Object();
  private final Object second = new Object();

  @Test
  void whatIsNotThereHasNoLease() {
    assertThat(table.lease("mapped")).isNull();
  }

  @Test
  void theHighestVersionWinsThenTheRankingThenTheOlderService() {
    Object third = new Object();
    Object fourth = new Object();
    table.add(origin("1.9.0", 100, 1), first);
    table.add(origin("1.10.0", 0, 2), second);
    assertThat(inUse()).isSameAs(second);

    table.add(origin("1.10.0", 5, 3), third);
    assertThat(inUse()).isSameAs(third);

    table.add(origin("1.10.0", 5, 4), fourth);
    assertThat(inUse()).isSameAs(third);

    table.remove(third);
    assertThat(inUse()).isSameAs(fourth);
  }

  @Test
  void aCallUnderWayEndsOnTheProviderItBeganWithAndTheRemovalWaitsForIt() {
    table.add(origin("1.0.0", 0, 1), first);
    Lease<Object> lease = table.lease("mapped");

    CompletableFuture<Boolean> removal = CompletableFuture.supplyAsync(() -> table.remove(first));
    await().until(() -> table.lease("mapped") == null);
    assertThat(lease.provider()).isSameAs(first);
    assertThat(removal).isNotDone();

    lease.close();
    assertThat(removal.join()).isTrue();
  }

  @Test
  void theNextCallBeginsOnTheOtherProvider() {
    table.add(origin("2.0.0", 0, 1), first);
    table.add(origin("1.0.0", 0, 2), second);
    try (Lease<Object> old = table.lease("mapped")) {
      CompletableFuture<Boolean> removal = CompletableFuture.supplyAsync(() -> table.remove(first));
      await().until(() -> inUse() == second);
      assertThat(old.provider()).isSameAs(first);
      assertThat(removal).isNotDone();
    }
  }

  @Test
  void allProvidersOfANameCanBeLeasedTheBestFirst() {
    table.add(origin("1.0.0", 0, 1), first);
    table.add(origin("2.0.0", 0, 2), second);

    List<Lease<Object>> leases = table.leases("mapped");

    assertThat(leases).extracting(Lease::provider).containsExactly(second, first);
    assertThat(leases).extracting(Lease::version).containsExactly("2.0.0", "1.0.0");
    assertThat(leases).extracting(Lease::superseded).containsExactly(false, true);
    assertThat(leases).extracting(Lease::leaving).containsExactly(false, false);
    table.onLeave(
        name -> {
          assertThat(leases.get(1).leaving()).as("told before it has gone").isTrue();
          leases.get(1).close();
        });
    assertThat(table.remove(first)).isTrue();
    assertThat(leases.get(0).leaving()).isFalse();
    leases.get(0).close();
    assertThat(table.leases("nothing")).isEmpty();
  }

  @Test
  void aRemovalDoesNotWaitForEver() {
    ProviderTable<Object> impatient =
        new ProviderTable<>(
            "storage", new Bench().settings(PluginSettings.DEFAULT.withDrainMillis(10)).platform());
    impatient.add(origin("1.0.0", 0, 1), first);
    try (Lease<Object> stuck = impatient.lease("mapped")) {
      assertThat(impatient.remove(first)).isFalse();
      assertThat(stuck.provider()).isSameAs(first);
    }
    assertThat(impatient.remove(first)).as("removed already").isTrue();
  }

  @Test
  void aVersionThatIsNotAbleToIsPutAsideUntilItIsReset() {
    Bench bench = new Bench();
    ProviderTable<Object> told = new ProviderTable<>("storage", bench.platform());
    told.add(origin("1.0.0", 0, 1), first);
    told.add(origin("2.0.0", 0, 2), second);
    Lease<Object> lease = told.lease("mapped");

    told.putAside("mapped", "2.0.0", "cannot open the log");

    assertThat(lease.superseded()).as("another one is to be used").isTrue();
    try (Lease<Object> now = told.lease("mapped")) {
      assertThat(now.provider()).isSameAs(first);
      assertThat(now.superseded()).isFalse();
    }
    PluginEvent event = bench.events().get(bench.events().size() - 1);
    assertThat(event.what()).isEqualTo(What.FELL_BACK);
    assertThat(event.detail()).contains("cannot open the log");
    lease.close();

    told.putAside("mapped", "3.0.0", "is not there");
    told.putAside("nothing", "1.0.0", "is not there");
    assertThat(bench.events()).last().isSameAs(event);
  }

  @Test
  void handOversAndSwitchesAreInTheHistory() {
    Bench bench = new Bench();
    ProviderTable<Object> told = new ProviderTable<>("storage", bench.platform());
    told.handedOver("mapped", "2.0.0", "1.0.0", "took the log over at 7", 5_000);
    told.switched("memory", "1.0.0", "mapped", "goes on at 4096", 6_000);

    assertThat(bench.events())
        .extracting(PluginEvent::sentence)
        .containsExactly(
            "storage plugin mapped 2.0.0: handed-over instead of 1.0.0, took the log over at 7,"
                + " pause 5 µs",
            "storage plugin memory 1.0.0: switched instead of mapped, goes on at 4096, pause 6 µs");
  }

  @Test
  void aLeaseGivenBackTwiceCountsOnce() {
    table.add(origin("1.0.0", 0, 1), first);
    Lease<Object> lease = table.lease("mapped");
    Lease<Object> other = table.lease("mapped");
    lease.close();
    lease.close();
    assertThatThrownBy(lease::provider).isInstanceOf(IllegalStateException.class);

    ProviderTable<Object> same = table;
    CompletableFuture<Boolean> removal = CompletableFuture.supplyAsync(() -> same.remove(first));
    await().until(() -> table.lease("mapped") == null);
    assertThat(removal).isNotDone();
    other.close();
    assertThat(removal.join()).isTrue();
  }

  @Test
  void arrivalsAreToldNowAndLater() {
    table.add(origin("1.0.0", 0, 1), first);
    List<String> told = new ArrayList<>();
    table.onArrival(told::add);
    table.add(new Origin("memory", Version.valueOf("1"), 0, 2, "b"), second);

    assertThat(told).containsExactly("mapped", "memory");
  }

  @Test
  void oneProviderIsNotAddedTwice() {
    table.add(origin("1.0.0", 0, 1), first);

    assertThatThrownBy(() -> table.add(origin("1.0.0", 0, 1), first))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mapped 1.0.0");
  }

  @Test
  void theInventoryShowsWhichOneIsInUse() {
    table.add(origin("1.0.0", 0, 1), first);
    table.add(origin("2.0.0", 0, 2), second);

    assertThat(table.inventory())
        .containsExactly(
            new Plugin("storage", "mapped", "2.0.0", "a.bundle", "in use", ""),
            new Plugin("storage", "mapped", "1.0.0", "a.bundle", "standby", ""));
  }

  @Test
  void noCallBeginsOnAProviderThatIsGone() {
    record Gated(AtomicBoolean gone) {}
    ProviderTable<Gated> gates = new ProviderTable<>("storage");
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Integer> caller =
        CompletableFuture.supplyAsync(
            () -> {
              int calls = 0;
              while (!stop.get()) {
                try (Lease<Gated> lease = gates.lease("mapped")) {
                  if (lease != null) {
                    if (lease.provider().gone().get()) {
                      throw new AssertionError("called after its removal");
                    }
                    calls++;
                  }
                }
              }
              return calls;
            });
    for (int i = 0; i < 300; i++) {
      Gated gate = new Gated(new AtomicBoolean());
      gates.add(origin("1.0.0", 0, i), gate);
      assertThat(gates.remove(gate)).isTrue();
      gate.gone().set(true);
    }
    stop.set(true);
    assertThat(caller.join()).isNotNegative();
  }

  private Object inUse() {
    try (Lease<Object> lease = table.lease("mapped")) {
      return lease == null ? null : lease.provider();
    }
  }

  private static Origin origin(String version, int ranking, long id) {
    return new Origin("mapped", Version.valueOf(version), ranking, id, "a.bundle");
  }
}
