/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.BrokerAdmin;
import org.marquetry.admin.BrokerAdmin.Lag;
import org.marquetry.admin.FilterAdmin;
import org.marquetry.admin.FilterAdmin.Binding;
import org.marquetry.admin.FilterAdmin.Comparison;
import org.marquetry.admin.FilterAdmin.Example;
import org.marquetry.broker.fake.BrokerFixture;
import org.marquetry.broker.fake.FakeConnection;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.broker.fake.WordFilter;
import org.marquetry.broker.filter.Place;
import org.marquetry.plugin.Gap;
import org.marquetry.remoting.RequestCode;

class LocalFilterAdminTest {

  @TempDir Path directory;
  private BrokerFixture broker;
  private LocalFilterAdmin admin;
  private BrokerAdmin brokerAdmin;
  private final WordFilter filter = new WordFilter();

  @BeforeEach
  void open() throws Exception {
    broker = new BrokerFixture(directory);
    admin = new LocalFilterAdmin(broker.parts, broker.comparisons);
    brokerAdmin = new LocalBrokerAdmin(broker.parts, broker::call, broker.scheduler);
    broker.topic("T", 2);
    broker.filterPlugins.put("SQL92", filter);
    broker.groups.find("G");
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private void heartbeat(String client, String type, String expression) {
    FakeRequest beat =
        FakeRequest.of(RequestCode.HEART_BEAT)
            .over(new FakeConnection())
            .body(
                "{\"clientID\":\""
                    + client
                    + "\",\"consumerDataSet\":[{\"groupName\":\"G\",\"subscriptionDataSet\":["
                    + "{\"topic\":\"T\",\"expressionType\":\""
                    + type
                    + "\",\"subString\":\""
                    + expression
                    + "\",\"subVersion\":1}]}]}");
    assertThat(broker.ask(beat).code()).isZero();
  }

  private void store(String... words) throws Exception {
    for (String word : words) {
      broker.store("T", 0, word, Map.of("TAGS", word, "word", word));
    }
  }

  @Test
  void listsFiltersAndWhatTheyAreUsedFor() {
    heartbeat("c1", "SQL92", "a");
    broker.filterPlugins.put("other", filter);
    broker.filterPlugins.remove("other");
    broker.filterPlugins.put("third", filter);
    broker.filterPlugins.gap("third", Gap.Cause.PUT_ASIDE);
    assertThat(admin.types())
        .containsExactly(
            new FilterAdmin.Type("SQL92", "1.0.0", "in use", 1),
            new FilterAdmin.Type("other", "", "absent", 0),
            new FilterAdmin.Type("third", "1.0.0", "put aside", 0));
    assertThat(admin.uses())
        .containsExactly(new FilterAdmin.Use("G", "T", "SQL92", "a", "consumer", "working", "", 0));
  }

  @Test
  void tellsWhatWaitsAndWhy() {
    heartbeat("c1", "SQL92", "#!word a");
    broker.clock.advance(1000);
    broker.filters.standstills().halted(Place.delivery("G", "T", 0), "absent", "word", "no word");
    broker.clock.advance(500);
    assertThat(admin.uses())
        .containsExactly(
            new FilterAdmin.Use("G", "T", "word", "a", "consumer", "waiting", "no word", 500));
    assertThat(brokerAdmin.groups().stream().filter(group -> group.name().equals("G")).toList())
        .singleElement()
        .satisfies(
            group -> assertThat(group.notes()).containsExactly("gets nothing of T: no word"));
  }

  @Test
  void keepsWhatIsBound() throws Exception {
    assertThat(admin.bind("G", "T", "SQL92", "a")).isEmpty();
    assertThat(admin.bind("G", "T", "TAG", "A || B")).isEmpty();
    assertThat(admin.bindings()).containsExactly(new Binding("G", "T", "TAG", "A || B"));
    assertThat(Files.readString(directory.resolve("config").resolve("filters.json")))
        .contains("{\"expression\":\"A || B\",\"group\":\"G\",\"topic\":\"T\",\"type\":\"TAG\"}");
    close();
    open();
    assertThat(admin.bindings()).containsExactly(new Binding("G", "T", "TAG", "A || B"));
    assertThat(admin.unbind("G", "T")).isEqualTo(new Binding("G", "T", "TAG", "A || B"));
    assertThat(admin.bindings()).isEmpty();
  }

  private void refused(Refused call, String reason) {
    assertThatThrownBy(call::call).isInstanceOf(AdminException.class).hasMessageContaining(reason);
  }

  private interface Refused {
    void call() throws AdminException;
  }

  @Test
  void bindsNothingThatCannotWork() {
    refused(() -> admin.bind("no body", "T", "SQL92", "a"), "no group can be called 'no body'");
    refused(
        () -> admin.dryRun("no body", "T", "SQL92", "a", -1, -1, 0, 1_000),
        "no group can be called 'no body'");
    refused(() -> admin.shadow("nobody", "T", "SQL92", "a"), "there is no group nobody");
    refused(() -> admin.bind("G", "nothing", "SQL92", "a"), "there is no topic nothing");
    refused(() -> admin.bind("G", "T", "XPATH", "a"), "never been a filter XPATH");
    refused(() -> admin.bind("G", "T", "SQL92", "why?"), "at character 4");
    refused(() -> admin.bind("G", "T", "SQL92", "#!"), "at character 3");
    refused(() -> admin.bind("G", "T", "TAG", "||"), "names no tag");
    refused(() -> admin.unbind("G", "T"), "nothing is bound");
    assertThat(admin.bindings()).isEmpty();
  }

  @Test
  void bindsAFilterBeforeTheFirstConsumerComes() throws Exception {
    assertThat(admin.bind("Later", "T", "SQL92", "a"))
        .isEqualTo("group Later is not known yet: it is bound when a consumer of it comes");
    assertThat(admin.bindings()).containsExactly(new Binding("Later", "T", "SQL92", "a"));
    assertThat(broker.groups.get("Later")).as("made by its consumers").isNull();
    store("a", "b", "a");
    Comparison dryRun = admin.dryRun("Later", "T", "SQL92", "b", -1, -1, 0, 10_000);
    assertThat(dryRun.total()).isEqualTo(3);
    broker.filterPlugins.remove("SQL92");
    assertThat(admin.bind("Later", "T", "SQL92", "a"))
        .contains("nobody knows yet")
        .endsWith("it is bound when a consumer of it comes");
  }

  @Test
  void bindsAFilterThatIsAwayWithAWarning() throws Exception {
    broker.filterPlugins.remove("SQL92");
    assertThat(admin.bind("G", "T", "SQL92", "a")).contains("nobody knows yet").contains("ABSENT");
    assertThat(admin.bindings()).hasSize(1);
  }

  private List<Lag> lag() throws AdminException {
    return brokerAdmin.lag("G").stream().filter(each -> each.queueId() == 0).toList();
  }

  private void lag(long messages, boolean exact) throws AdminException {
    assertThat(lag())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.lag()).isEqualTo(messages);
              assertThat(each.exact()).isEqualTo(exact);
            });
  }

  @Test
  void countsWhatTheFilterWillDeliver() throws Exception {
    store("a", "b", "a", "c", "a");
    broker.offsets.commit("G", "T", 0, 0);
    lag(5, true);
    heartbeat("c1", "SQL92", "a");
    lag(3, true);
    broker.offsets.commit("G", "T", 0, 1);
    lag(2, true);
    filter.asked.clear();
    lag(2, true);
    assertThat(filter.asked).as("judged before").isEmpty();
    store("a", "b");
    lag(3, true);
    assertThat(filter.asked).containsExactly(5L, 6L);
    broker.offsets.commit("G", "T", 0, 7);
    lag(0, true);
    broker.offsets.commit("G", "T", 0, 0);
    lag(4, true);
    admin.bind("G", "T", "TAG", "b");
    lag(0, true);
    admin.bind("G", "T", "TAG", "a");
    lag(4, true);
  }

  @Test
  void countsNothingBeyondTheEndOfALongBacklogTwice() throws Exception {
    heartbeat("c1", "SQL92", "a");
    for (int i = 0; i < 600; i++) {
      store("a", "b");
    }
    broker.offsets.commit("G", "T", 0, 100);
    lag(550, true);
    store("a");
    lag(551, true);
  }

  @Test
  void countsTagsWithoutReadingMessages() throws Exception {
    store("a", "b", "a");
    heartbeat("c1", "TAG", "a");
    lag(2, true);
    broker.offsets.commit("G", "T", 0, 1);
    lag(1, true);
    broker.clients.consumers().all().forEach(group -> group.members().get(0).connection().close());
    assertThat(broker.clients.consumers().online("G")).isNull();
    lag(1, true);
  }

  @Test
  void saysWhereTheLagIsOnlyEstimated() throws Exception {
    store("a", "b", "a", "b");
    heartbeat("c1", "SQL92", "a");
    lag(2, true);
    broker.filterPlugins.remove("SQL92");
    lag(2, true);
    store("a", "a", "a", "a");
    lag(4, false);
    broker.filterPlugins.put("SQL92", filter);
    lag(6, true);
    store("bad");
    lag(7, true);
  }

  private void pass() {
    broker.clock.advance(1_000);
    broker.scheduler.runAll();
  }

  private static List<String> differences(Comparison comparison) {
    return comparison.examples().stream()
        .map(each -> each.what() + " " + each.queueOffset())
        .toList();
  }

  @Test
  void comparesWhatComes() throws Exception {
    heartbeat("c1", "SQL92", "a");
    store("a", "b");
    Comparison begun = admin.shadow("G", "T", "TAG", "b || c");
    assertThat(begun.state()).isEqualTo("running");
    assertThat(begun.active()).isEqualTo("SQL92 a");
    assertThat(begun.candidate()).isEqualTo("TAG b || c");
    store("a", "b", "x", "bad", "c");
    broker.store("T", 1, "1", Map.of("TAGS", "b", "word", "b", "UNIQ_KEY", "K1"));
    pass();
    Comparison report = admin.comparisons("shadow").get(0);
    assertThat(report.total()).isEqualTo(6);
    assertThat(report.compared()).isEqualTo(6);
    assertThat(report.agreed()).isEqualTo(1);
    assertThat(report.added()).isEqualTo(3);
    assertThat(report.missing()).isEqualTo(1);
    assertThat(report.unjudged()).isEqualTo(1);
    assertThat(report.failing()).isZero();
    assertThat(differences(report)).containsExactly("added 3", "added 6", "missing 2", "added 0");
    assertThat(report.examples().get(3)).isEqualTo(new Example("added", 1, 0, "K1", ""));

    assertThat(admin.stop("shadow", "G", "T").state()).isEqualTo("stopped");
    store("b");
    pass();
    assertThat(admin.comparisons("shadow").get(0).total()).isEqualTo(6);
    refused(() -> admin.stop("shadow", "G", "other"), "there is no shadow");
  }

  @Test
  void showsWhatACandidateCannotJudgeAndWhy() throws Exception {
    heartbeat("c1", "TAG", "a");
    admin.shadow("G", "T", "SQL92", "a");
    store("a", "bad", "b");
    pass();
    Comparison report = admin.comparisons("shadow").get(0);
    assertThat(report.agreed()).isEqualTo(2);
    assertThat(report.failing()).isEqualTo(1);
    assertThat(report.examples().get(0).reason()).contains("a bad word");
    assertThat(broker.filters.standstills().all()).isEmpty();
  }

  @Test
  void passesOverWhatIsTooMuchToCompare() throws Exception {
    heartbeat("c1", "SQL92", "a");
    admin.shadow("G", "T", "TAG", "b");
    broker.filterPlugins.hold();
    for (int i = 0; i < 10_100; i++) {
      store("a");
    }
    pass();
    store("b");
    pass();
    broker.filterPlugins.letGo();
    Comparison report = admin.comparisons("shadow").get(0);
    assertThat(report.dropped()).isEqualTo(101);
    assertThat(report.total()).isEqualTo(10_000);
    assertThat(report.compared()).isEqualTo(10_000);
    assertThat(report.missing()).isEqualTo(10_000);
    assertThat(report.examples()).hasSize(20);
  }

  @Test
  void endsWithTheReasonWhereTheCandidateIsAway() throws Exception {
    heartbeat("c1", "TAG", "a");
    admin.shadow("G", "T", "SQL92", "a");
    broker.filterPlugins.remove("SQL92");
    store("a");
    pass();
    assertThat(admin.comparisons("shadow").get(0).state()).contains("SQL92").contains("ABSENT");
    refused(() -> admin.shadow("G", "T", "SQL92", "a"), "nobody knows");
  }

  @Test
  void comparesWhatIsStored() throws Exception {
    heartbeat("c1", "SQL92", "a");
    store("a", "b", "bad", "a");
    broker.clock.advance(10_000);
    long later = broker.clock.millis();
    broker.store("T", 1, "x", Map.of("TAGS", "a", "word", "a"));
    Comparison run = admin.dryRun("G", "T", "SQL92", "b", -1, -1, 0, 1000);
    assertThat(run.state()).isEqualTo("done");
    assertThat(run.total()).isEqualTo(5);
    assertThat(run.compared()).isEqualTo(5);
    assertThat(run.missing()).isEqualTo(3);
    assertThat(run.added()).isEqualTo(1);
    assertThat(run.failing()).isEqualTo(1);
    assertThat(run.unjudged()).isEqualTo(1);
    assertThat(admin.dryRun("G", "T", "SQL92", "b", -1, -1, 1, 1000).total()).isEqualTo(2);
    assertThat(admin.dryRun("G", "T", "SQL92", "b", later, -1, 0, 1000).total()).isEqualTo(1);
    assertThat(admin.dryRun("G", "T", "SQL92", "b", -1, later - 1, 0, 1000).total()).isEqualTo(4);
    assertThat(admin.comparisons("dry-run")).hasSize(1);
  }

  @Test
  void showsHowFarADryRunIs() throws Exception {
    store("a", "b");
    heartbeat("c1", "TAG", "a");
    broker.filterPlugins.gap("SQL92", Gap.Cause.BUSY);
    admin.dryRun("G", "T", "TAG", "a", -1, -1, 0, 0);
    broker.filterPlugins.gap("SQL92", null);
    assertThat(admin.comparisons("dry-run").get(0).state()).isEqualTo("done");
    broker.filterPlugins.put("slow", filter);
    admin.bind("G", "T", "slow", "a");
    broker.filterPlugins.gap("slow", Gap.Cause.BUSY);
    Comparison run = admin.dryRun("G", "T", "SQL92", "a", -1, -1, 0, 0);
    assertThat(run.state()).isEqualTo("running");
    assertThat(run.total()).isEqualTo(2);
    assertThat(run.compared()).isZero();
    broker.filterPlugins.gap("slow", null);
    pass();
    run = admin.comparisons("dry-run").get(0);
    assertThat(run.state()).isEqualTo("done");
    assertThat(run.agreed()).isEqualTo(2);
  }

  @Test
  void takesTheExpressionInUseWhereNoneIsGiven() throws Exception {
    heartbeat("c1", "SQL92", "a");
    WordFilter next = new WordFilter();
    broker.filterPlugins.put("SQL92@2.0.0", next);
    store("a", "b");
    Comparison run = admin.dryRun("G", "T", "SQL92@2.0.0", null, -1, -1, 0, 1000);
    assertThat(run.candidate()).isEqualTo("SQL92@2.0.0 a");
    assertThat(run.agreed()).isEqualTo(2);
    assertThat(next.compiled).contains("a");
    heartbeat("c1", "TAG", "a");
    broker.groups.find("H");
    refused(() -> admin.dryRun("H", "T", "SQL92", null, -1, -1, 0, 0), "give an expression");
  }

  @Test
  void aCandidateStandsInForWhatIsBoundWhereSomethingIs() throws Exception {
    heartbeat("c1", "TAG", "a || b");
    admin.bind("G", "T", "SQL92", "a");
    store("a", "b", "c");
    Comparison run = admin.dryRun("G", "T", "SQL92", "b", -1, -1, 0, 1000);
    assertThat(run.active()).isEqualTo("a || b and bound SQL92 a");
    assertThat(differences(run)).containsExactly("added 1", "missing 0");
    run = admin.dryRun("G", "T", "SQL92", "c", -1, -1, 0, 1000);
    assertThat(differences(run)).containsExactly("missing 0");
  }

  @Test
  void aSlowCandidateSeesAllThatIsStored() throws Exception {
    heartbeat("c1", "SQL92", "a");
    broker.filterPlugins.put("slow", new WordFilter(() -> broker.clock.advance(15)));
    store("a", "b", "a", "a", "b", "a", "c");
    broker.store("T", 1, "x", Map.of("TAGS", "a", "word", "a"));
    Comparison run = admin.dryRun("G", "T", "slow", "a", -1, -1, 0, 1000);
    assertThat(run.state()).isEqualTo("done");
    assertThat(run.compared()).isEqualTo(8);
    assertThat(run.agreed()).isEqualTo(8);
  }
}
