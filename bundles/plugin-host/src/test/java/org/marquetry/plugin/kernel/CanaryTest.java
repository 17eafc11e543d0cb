/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.marquetry.plugin.kernel.Bench.origin;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.PluginAdmin.Canary;
import org.marquetry.plugin.PluginCall;
import org.marquetry.plugin.kernel.PluginEvent.What;
import org.marquetry.plugin.kernel.PluginSettings.CanaryRule;

class CanaryTest {

  private static final int KEYS = 1_000;

  private final Bench bench = new Bench();
  private final ProviderTable<Supplier<String>> words =
      new ProviderTable<>("word", bench.threads(PluginThreads.calling()).platform());
  private final PluginOperations operations = new PluginOperations(bench.platform());
  private final PluginReports reports = new PluginReports(bench.platform(), operations);
  private final AtomicInteger ended = new AtomicInteger();

  @Test
  void aShareOfTheKeysGoesToTheVersionOnTrialAndAKeyStaysOnItsSide() throws AdminException {
    words.add(origin("w", "1.0.0"), () -> "1");
    words.add(origin("w", "2.0.0"), () -> "2");

    operations.startCanary("w", "1.0.0", 10);

    Map<Integer, String> first = sides();
    assertThat(first.values().stream().filter("1"::equals).count()).isBetween(50L, 150L);
    assertThat(sides()).isEqualTo(first);
    operations.startCanary("word/w", "1.0.0", 40);
    Map<Integer, String> more = sides();
    assertThat(more.values().stream().filter("1"::equals).count()).isBetween(330L, 470L);
    first.forEach(
        (key, side) -> assertThat(side.equals("1") && more.get(key).equals("2")).isFalse());
    assertThat(bench.told())
        .containsExactly(What.CAME, What.SWAPPED, What.CANARY_STARTED, What.CANARY_STARTED);
  }

  @Test
  void aVersionInUseGivesTheOtherKeysBackToTheOneBefore() throws AdminException {
    words.add(origin("w", "1.0.0"), () -> "1");
    words.add(origin("w", "2.0.0"), () -> "2");

    operations.startCanary("w", "2.0.0", 10);

    assertThat(sides().values().stream().filter("2"::equals).count()).isBetween(50L, 150L);
    operations.promoteCanary("w");
    assertThat(sides().values()).containsOnly("2");
    assertThat(reports.canaries()).isEmpty();
  }

  @Test
  void repeatableCallsOnTrialAreComparedWithTheStableVersion() throws AdminException {
    words.add(origin("w", "1.0.0"), () -> "same");
    words.add(origin("w", "2.0.0"), () -> "same");
    operations.startCanary("w", "2.0.0", 50);
    sides();
    Canary canary = reports.canaries().get(0);
    assertThat(canary.compared()).isBetween(400L, 600L);
    assertThat(canary.different()).isZero();
    assertThat(canary.candidate().calls()).isEqualTo(canary.compared());
    assertThat(canary.stable().calls()).as("its own and the compared ones").isEqualTo(KEYS);
    assertThat(ended).as("each call ends once").hasValue(KEYS);
  }

  @Test
  void aRuleThatDecidesAsSomebodyPromotesByHandChangesNothing() throws AdminException {
    words.add(origin("w", "1.0.0"), () -> "1");
    words.add(origin("w", "2.0.0"), () -> "2");
    operations.startCanary("w", "2.0.0", 50);
    sides();
    bench.atNextMillis(
        () -> {
          try {
            operations.promoteCanary("w");
          } catch (AdminException e) {
            throw new AssertionError(e);
          }
        });

    operations.judge();

    assertThat(sides().values()).containsOnly("2");
    assertThat(bench.told()).contains(What.CANARY_PROMOTED).doesNotContain(What.CANARY_REVERTED);
  }

  @Test
  void aVersionThatIsPutAsideAsItIsPromotedStaysSo() throws AdminException {
    words.add(origin("w", "1.0.0"), () -> "1");
    words.add(origin("w", "2.0.0"), () -> "2");
    operations.startCanary("w", "2.0.0", 50);
    bench.atNextMillis(() -> words.putAside("w", "2.0.0", "it failed"));

    operations.promoteCanary("w");

    assertThat(sides().values()).containsOnly("1");
  }

  @Test
  void resultsThatDifferAreCountedAndRevertByRule() throws AdminException {
    words.add(origin("w", "1.0.0"), () -> "1");
    words.add(origin("w", "2.0.0"), () -> "2");
    operations.startCanary("w", "2.0.0", 50);
    sides();
    Canary canary = reports.canaries().get(0);
    assertThat(canary.different()).isEqualTo(canary.compared());
    assertThat(canary.lastDifference()).contains("2 instead of 1");

    operations.judge();

    assertThat(sides().values()).containsOnly("1");
    PluginEvent told = bench.events().get(bench.events().size() - 1);
    assertThat(told.what()).isEqualTo(What.CANARY_REVERTED);
    assertThat(told.detail()).contains("by rule", "results differ");
    assertThat(words.inventory().get(0).state()).isEqualTo("standby");
    assertThat(words.inventory().get(0).detail()).contains("reverted by rule", "mq:plugin-reset");
    operations.reset("w", "2.0.0");
    assertThat(sides().values()).containsOnly("2");
  }

  @Test
  void failuresRevertByRule() throws AdminException {
    AtomicInteger calls = new AtomicInteger();
    words.add(origin("w", "1.0.0"), () -> "1");
    words.add(
        origin("w", "2.0.0"),
        () -> {
          if (calls.getAndIncrement() % 10 == 0) {
            throw new IllegalStateException();
          }
          return "1";
        });
    operations.startCanary("w", "2.0.0", 50);
    operations.judge();
    assertThat(reports.canaries()).as("too early to judge").hasSize(1);
    sides();

    operations.judge();

    assertThat(reports.canaries()).isEmpty();
    assertThat(sides().values()).containsOnly("1");
  }

  @Test
  void aCanaryThatIsPutAsideIsReverted() throws AdminException {
    words.add(origin("w", "1.0.0"), () -> "1");
    words.add(
        origin("w", "2.0.0"),
        () -> {
          throw new IllegalStateException();
        });
    operations.startCanary("w", "2.0.0", 50);
    sides();
    assertThat(sides().values()).as("already before the rule looks").containsOnly("1");

    operations.judge();

    assertThat(reports.canaries()).isEmpty();
    assertThat(bench.told()).contains(What.PUT_ASIDE, What.CANARY_REVERTED);
    assertThatThrownBy(() -> operations.startCanary("w", "2.0.0", 10))
        .isInstanceOf(AdminException.class)
        .hasMessageContaining("put aside", "mq:plugin-reset w 2.0.0");
  }

  @Test
  void enoughCallsAndTimePromoteByRule() throws AdminException {
    words.add(origin("w", "1.0.0"), () -> "1");
    words.add(origin("w", "2.0.0"), () -> "1");
    operations.startCanary("w", "1.0.0", 99);
    for (int i = 0; i < 3; i++) {
      sides();
    }
    operations.judge();
    assertThat(reports.canaries()).as("too young").hasSize(1);
    bench.stall(CanaryRule.DEFAULT.promoteMillis());

    operations.judge();

    assertThat(reports.canaries()).isEmpty();
    assertThat(words.inventory())
        .extracting(plugin -> plugin.state())
        .containsExactly("standby", "in use");
    assertThat(words.inventory().get(0).detail()).contains("1.0.0 is preferred");
    PluginEvent told = bench.events().get(bench.events().size() - 1);
    assertThat(told.what()).isEqualTo(What.CANARY_PROMOTED);
    assertThat(told.other()).isEqualTo("2.0.0");
  }

  @Test
  void aNewerVersionEndsATrialAndIsInUse() throws AdminException {
    words.add(origin("w", "1.0.0"), () -> "1");
    words.add(origin("w", "2.0.0"), () -> "2");
    operations.startCanary("w", "2.0.0", 10);

    words.add(origin("w", "3.0.0"), () -> "3");

    assertThat(sides().values()).containsOnly("3");
    assertThat(reports.canaries()).isEmpty();
    assertThat(bench.told()).contains(What.CANARY_ENDED);
  }

  @Test
  void aTrialWaitsForItsVersionToComeBack() throws AdminException {
    Supplier<String> tried = () -> "2";
    words.add(origin("w", "1.0.0"), () -> "1");
    words.add(origin("w", "2.0.0"), tried);
    operations.startCanary("w", "2.0.0", 10);

    words.remove(tried);
    assertThat(sides().values()).containsOnly("1");
    assertThat(reports.canaries().get(0).running()).isFalse();

    words.add(origin("w", "2.0.0"), tried);
    assertThat(sides().values()).contains("1", "2");
  }

  @Test
  void aNewerVersionIsPutOnTrialWhereThatIsConfigured() {
    CanaryRule usual = CanaryRule.DEFAULT;
    PluginSettings settings = PluginSettings.DEFAULT;
    bench.settings(
        new PluginSettings(
            settings.timeMillis(),
            settings.allocationBytes(),
            settings.lanes(),
            settings.waitingCalls(),
            settings.products(),
            settings.drainMillis(),
            settings.circuit(),
            new CanaryRule(
                20,
                usual.compare(),
                usual.leastCalls(),
                usual.revertErrorPercent(),
                usual.revertDifferencePercent(),
                usual.promoteCalls(),
                usual.promoteMillis())));
    words.add(origin("w", "1.0.0"), () -> "1");
    assertThat(sides().values()).containsOnly("1");

    words.add(origin("w", "2.0.0"), () -> "2");

    assertThat(sides().values().stream().filter("2"::equals).count()).isBetween(120L, 280L);
    assertThat(bench.told()).contains(What.CANARY_STARTED);
  }

  @Test
  void whatCannotBeTriedIsRefusedWithTheReason() {
    words.add(origin("w", "1.0.0"), () -> "1");

    refused(() -> operations.startCanary("v", "1.0.0", 10), "there is no plugin v; there are w");
    refused(() -> operations.startCanary("w", "9.0.0", 10), "no version 9.0.0; there are 1.0.0");
    refused(() -> operations.startCanary("w", "1.0.0", 10), "the only one");
    refused(() -> operations.startCanary("w", "1.0.0", 0), "1% to 100%");
    refused(() -> operations.promoteCanary("w"), "no version of the word plugin w is on trial");
    refused(() -> operations.reset("w", "9.0.0"), "has no version 9.0.0");
    words.add(origin("w", "2.0.0"), () -> "2");
    words.add(origin("w", "3.0.0"), () -> "3");
    ProviderTable<Supplier<String>> other = new ProviderTable<>("verb", bench.platform());
    other.add(origin("w", "1.0.0"), () -> "1");
    refused(() -> operations.revertCanary("w"), "say");
    refused(
        () -> {
          operations.startCanary("word/w", "1.0.0", 10);
          operations.startCanary("word/w", "2.0.0", 10);
        },
        "version 1.0.0 of the word plugin w is on trial");
  }

  @Test
  void aHundredPercentIsInUseAtOnce() throws AdminException {
    words.add(origin("w", "1.0.0"), () -> "1");
    words.add(origin("w", "2.0.0"), () -> "2");

    operations.startCanary("w", "1.0.0", 100);

    assertThat(sides().values()).containsOnly("1");
    words.add(origin("w", "3.0.0"), () -> "3");
    assertThat(sides().values()).as("a newer one than was held back").containsOnly("3");
  }

  private static void refused(ThrowingCallable what, String reason) {
    assertThatThrownBy(what).isInstanceOf(AdminException.class).hasMessageContaining(reason);
  }

  /** Which version answered, by key; failures are answered by none. */
  private Map<Integer, String> sides() {
    Map<Integer, String> sides = new HashMap<>();
    for (int key = 0; key < KEYS; key++) {
      Said<String> said = new Said<>();
      words.call("w", key, new Repeatable(), said);
      assertThat(said.isTold()).isTrue();
      if (said.resultNow() != null) {
        sides.put(key, said.resultNow());
      }
    }
    return sides;
  }

  private final class Repeatable implements PluginCall<Supplier<String>, String> {

    @Override
    public String run(Supplier<String> plugin, Products made) {
      return plugin.get();
    }

    @Override
    public boolean repeatable() {
      return true;
    }

    @Override
    public void ended() {
      ended.incrementAndGet();
    }
  }
}
