/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marquetry.broker.fake.BrokerFixture;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;

class GroupProcessorTest {

  private BrokerFixture broker;

  @BeforeEach
  void open(@TempDir Path root) throws Exception {
    broker = new BrokerFixture(root);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private static JsonObject json(FakeReply reply) {
    return JsonParser.parseString(reply.text()).getAsJsonObject();
  }

  private FakeReply update(String body) {
    return broker.ask(FakeRequest.of(200).body(body));
  }

  @Test
  void groupIsMadeAndShown() {
    assertThat(update("{\"groupName\":\"G\",\"retryMaxTimes\":3}").code()).isZero();

    JsonObject group = json(broker.ask(FakeRequest.of(352).with("group", "G")));
    assertThat(group.get("retryMaxTimes").getAsInt()).isEqualTo(3);
    assertThat(group.get("groupRetryPolicy").toString()).isEqualTo("{\"type\":\"CUSTOMIZED\"}");
    assertThat(group.get("attributes").toString()).isEqualTo("{}");
  }

  private FakeReply change(String attributes) {
    return update("{\"groupName\":\"G\",\"attributes\":{" + attributes + "}}");
  }

  @Test
  void attributesAreSetAndRemovedOneByOne() {
    assertThat(change("\"+priority.factor\":\"40\",\"+lite.bind.topic\":\"T\"").code()).isZero();
    assertThat(broker.groups.get("G").priorityFactor()).isEqualTo(40);
    assertThat(change("\"+lite.sub.client.quota\":\"-1\"").code()).isZero();
    assertThat(change("\"-lite.bind.topic\":\"\"").code()).isZero();
    assertThat(update("{\"groupName\":\"G\"}").code()).isZero();
    JsonObject group = json(broker.ask(FakeRequest.of(352).with("group", "G")));
    assertThat(group.get("attributes").toString())
        .isEqualTo("{\"lite.sub.client.quota\":\"-1\",\"priority.factor\":\"40\"}");
    assertThat(change("\"-priority.factor\":\"\"").code()).isZero();
    assertThat(broker.groups.get("G").priorityFactor()).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"+priority.factor\":\"101\"', priority.factor=101: allowed is 0 to 100",
    "'\"+priority.factor\":\"-1\"', priority.factor=-1: allowed is 0 to 100",
    "'\"+priority.factor\":\"\"', priority.factor=: allowed is 0 to 100",
    "'\"+lite.sub.model\":\"Other\"', lite.sub.model=Other: allowed is Shared or Exclusive",
    "'\"+lite.sub.client.max.event.cnt\":\"9\"', allowed is a whole number from 10 on",
    "'\"priority.factor\":\"7\"', 'priority.factor'' is no change of an attribute'",
    "'\"+\":\"7\"', is no change of an attribute",
    "'\"+no.such\":\"7\"', unsupported key: no.such",
    "'\"-priority.factor\":\"\"', -priority.factor: the group has no such attribute",
    "'\"+lite.bind.topic\":\"T\",\"-lite.bind.topic\":\"\"', cannot be set and removed at once",
  })
  void attributesThatCannotBeAreRefused(String attributes, String remark) {
    FakeReply reply = change(attributes);
    assertThat(reply.code()).isEqualTo(1);
    assertThat(reply.remark()).contains(remark);
    assertThat(broker.groups.get("G")).isNull();
  }

  @Test
  void severalGroupsAreMadeAtOnceOrNoneAtAll() {
    String list = "{\"groupConfigList\":[{\"groupName\":\"G\"},{\"groupName\":\"%s\"}]}";
    assertThat(broker.ask(FakeRequest.of(225).body(list.replace("%s", "not allowed"))).code())
        .isEqualTo(29);
    assertThat(broker.groups.get("G")).isNull();

    assertThat(broker.ask(FakeRequest.of(225).body(list.replace("%s", "H"))).code()).isZero();
    assertThat(broker.groups.get("H")).isNotNull();
  }

  @Test
  void illegalNameIsRefused() {
    FakeReply reply = update("{\"groupName\":\"a b\"}");

    assertThat(reply.code()).isEqualTo(29);
    assertThat(reply.remark()).contains("<a b>");
    assertThat(update("{}").code()).isEqualTo(29);
    assertThat(update("{oops").code()).isEqualTo(1);
  }

  @Test
  void deletedGroupIsGoneWithItsOffsets() {
    update("{\"groupName\":\"G\"}");
    broker.offsets.commit("G", "T", 0, 5);
    broker.resets.set("G", "T", 0, 5);
    assertThat(broker.ask(FakeRequest.of(207).with("groupName", "G")).code()).isZero();
    assertThat(broker.groups.get("G")).isNull();
    assertThat(broker.offsets.offset("G", "T", 0)).isEqualTo(5);
    assertThat(broker.resets.pending("G", "T", 0)).isEqualTo(-1);

    FakeRequest again = FakeRequest.of(207).with("groupName", "G").with("cleanOffset", "true");
    assertThat(broker.ask(again).code()).isZero();
    assertThat(broker.offsets.topics("G")).isEmpty();
  }

  @Test
  void deleteWithoutNameIsRefused() {
    assertThat(broker.ask(FakeRequest.of(207)).code()).isEqualTo(1);
  }

  @Test
  void allGroupsComeWithoutPaging() {
    FakeReply reply = broker.ask(FakeRequest.of(201));

    JsonObject body = json(reply);
    int total = body.getAsJsonObject("subscriptionGroupTable").size();
    assertThat(reply.field("totalGroupNum")).isEqualTo(Integer.toString(total));
    assertThat(body.getAsJsonObject("forbiddenTable").size()).isZero();
    assertThat(body.getAsJsonObject("dataVersion").get("counter")).isNotNull();
  }

  @Test
  void groupsComeInPagesOfOneVersion() {
    update("{\"groupName\":\"A\"}");
    JsonObject first =
        json(
            broker.ask(
                FakeRequest.of(201)
                    .with("groupSeq", 0)
                    .with("maxGroupNum", 2)
                    .with("dataVersion", "")));
    assertThat(first.getAsJsonObject("subscriptionGroupTable").keySet())
        .containsExactly("A", "CID_ONS-HTTP-PROXY");

    FakeRequest next =
        FakeRequest.of(201)
            .with("groupSeq", 2)
            .with("maxGroupNum", 1)
            .with("dataVersion", first.get("dataVersion"));
    assertThat(json(broker.ask(next)).getAsJsonObject("subscriptionGroupTable").keySet())
        .containsExactly("CID_ONSAPI_OWNER");

    update("{\"groupName\":\"B\"}");
    FakeRequest stale =
        FakeRequest.of(201)
            .with("groupSeq", 2)
            .with("maxGroupNum", 1)
            .with("dataVersion", first.get("dataVersion"));
    assertThat(json(broker.ask(stale)).getAsJsonObject("subscriptionGroupTable").keySet())
        .containsExactly("A");
  }

  @Test
  void pageBehindTheEndIsEmpty() {
    String version = json(broker.ask(FakeRequest.of(201))).get("dataVersion").toString();
    FakeReply reply =
        broker.ask(
            FakeRequest.of(201)
                .with("groupSeq", 999)
                .with("maxGroupNum", 5)
                .with("dataVersion", version));

    assertThat(json(reply).getAsJsonObject("subscriptionGroupTable").size()).isZero();
  }

  @Test
  void unknownGroupIsMadeByLookingAtItUnlessThatIsSwitchedOff() throws Exception {
    assertThat(broker.ask(FakeRequest.of(352).with("group", "G")).code()).isZero();

    broker.settings.change(Map.of("autoCreateSubscriptionGroup", "false"));
    FakeReply reply = broker.ask(FakeRequest.of(352).with("group", "H"));
    assertThat(reply.code()).isEqualTo(26);
    assertThat(reply.remark()).contains("H");
  }

  @Test
  void readBanIsSetAndShown() {
    FakeRequest ban =
        FakeRequest.of(353).with("group", "G").with("topic", "T").with("readable", "false");
    assertThat(broker.ask(ban).text())
        .isEqualTo("{\"group\":\"G\",\"readable\":false,\"topic\":\"T\"}");
    assertThat(broker.clients.consumers().forbidden("G", "T")).isTrue();

    FakeRequest look = FakeRequest.of(353).with("group", "G").with("topic", "T");
    assertThat(broker.ask(look).text()).contains("\"readable\":false");
  }
}
