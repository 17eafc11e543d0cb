/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.group;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonText;
import org.marquetry.broker.json.Page;
import org.marquetry.broker.topic.DataVersion;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;

/** Answers tools that look at and change the configuration of consumer groups. Thread-safe. */
public final class GroupProcessor {

  private static final FieldName GROUP_SEQ = new FieldName("groupSeq");
  private static final FieldName MAX_GROUP_NUM = new FieldName("maxGroupNum");
  private static final FieldName TOTAL_GROUP_NUM = new FieldName("totalGroupNum");
  private static final FieldName GROUP = new FieldName("group");
  private static final FieldName TOPIC = new FieldName("topic");
  private static final FieldName READABLE = new FieldName("readable");

  private final SubscriptionGroups groups;

  public GroupProcessor(SubscriptionGroups groups) {
    this.groups = groups;
  }

  public void contribute(Processors.Builder builder, Executor executor) {
    builder
        .on(executor, RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, this::update)
        .on(executor, RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP_LIST, this::updateList)
        .on(executor, RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG, this::all)
        .on(executor, RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG, this::one)
        .on(executor, RequestCode.UPDATE_AND_GET_GROUP_FORBIDDEN, this::forbid);
  }

  private void update(Request request) throws CommandException, IOException {
    groups.put(List.of(group(JsonFields.body(request.bodyBytes()))));
    request.reply(ResponseCode.SUCCESS).send();
  }

  private void updateList(Request request) throws CommandException, IOException {
    List<SubscriptionGroup> changes = new ArrayList<>();
    JsonObject body = JsonFields.body(request.bodyBytes());
    for (JsonObject object : JsonFields.objects(body, "groupConfigList")) {
      changes.add(group(object));
    }
    groups.put(changes);
    request.reply(ResponseCode.SUCCESS).send();
  }

  private SubscriptionGroup group(JsonObject object) throws CommandException {
    SubscriptionGroup group = SubscriptionGroup.read(object, "");
    if (!SubscriptionGroups.legal(group.groupName())) {
      throw new CommandException(
          ResponseCode.INVALID_PARAMETER,
          "the group name <"
              + group.groupName()
              + "> is not allowed: 1 to 255 of the characters % | a-z A-Z 0-9 _ -");
    }
    SubscriptionGroup before = groups.get(group.groupName());
    return group.withAttributes(
        GroupAttributes.apply(before == null ? null : before.attributes(), group.attributes()));
  }

  private void all(Request request) throws CommandException {
    DataVersion version = groups.version();
    List<SubscriptionGroup> all = groups.all();
    Page page = Page.of(request, GROUP_SEQ, MAX_GROUP_NUM, version);
    JsonText body = new JsonText().object();
    body.name("dataVersion").raw(version.toJson().toString());
    groups.writeBans(body.name("forbiddenTable"));
    body.name("subscriptionGroupTable").object();
    page.of(all).forEach(group -> group.write(body.name(group.groupName())));
    request
        .reply(ResponseCode.SUCCESS)
        .field(TOTAL_GROUP_NUM, all.size())
        .body(body.end().end().bytes())
        .send();
  }

  private void one(Request request) throws CommandException {
    String name = request.requiredText(GROUP);
    SubscriptionGroup group = groups.find(name);
    if (group == null) {
      throw new CommandException(
          ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, "No group in this broker. group: " + name);
    }
    JsonText body = new JsonText();
    group.write(body);
    request.reply(ResponseCode.SUCCESS).body(body.bytes()).send();
  }

  private void forbid(Request request) throws CommandException, IOException {
    String group = request.requiredText(GROUP);
    String topic = request.requiredText(TOPIC);
    if (request.has(READABLE)) {
      groups.forbidReading(group, topic, !request.booleanOr(READABLE, true));
    }
    JsonText body = new JsonText().object();
    body.name("group").value(group);
    body.name("readable").value(!groups.readForbidden(group, topic));
    body.name("topic").value(topic);
    request.reply(ResponseCode.SUCCESS).body(body.end().bytes()).send();
  }
}
