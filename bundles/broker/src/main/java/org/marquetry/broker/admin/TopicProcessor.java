/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonText;
import org.marquetry.broker.json.Page;
import org.marquetry.broker.registration.Registration;
import org.marquetry.broker.topic.DataVersion;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.PendingReply;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;

/** Answers tools that look at and change topics. Thread-safe. */
final class TopicProcessor {

  private static final FieldName TOPIC = new FieldName("topic");
  private static final FieldName READ_QUEUES = new FieldName("readQueueNums");
  private static final FieldName WRITE_QUEUES = new FieldName("writeQueueNums");
  private static final FieldName PERMISSION = new FieldName("perm");
  private static final FieldName FILTER_TYPE = new FieldName("topicFilterType");
  private static final FieldName SYS_FLAG = new FieldName("topicSysFlag");
  private static final FieldName ORDER = new FieldName("order");
  private static final FieldName ATTRIBUTES = new FieldName("attributes");
  private static final FieldName TOPIC_SEQ = new FieldName("topicSeq");
  private static final FieldName MAX_TOPIC_NUM = new FieldName("maxTopicNum");
  private static final FieldName TOTAL_TOPIC_NUM = new FieldName("totalTopicNum");

  /** No topic is mapped to queues elsewhere. */
  private static final DataVersion UNMAPPED = new DataVersion(0, 0, 0);

  private static final int MOST_QUEUES = 65_536;
  private static final int ALL_PERMISSIONS = 15;

  private final TopicTable topics;
  private final TopicDeletion deletion;
  private final Registration registration;

  TopicProcessor(TopicTable topics, TopicDeletion deletion, Registration registration) {
    this.topics = topics;
    this.deletion = deletion;
    this.registration = registration;
  }

  void contribute(Processors.Builder builder, Executor executor) {
    builder
        .on(executor, RequestCode.UPDATE_AND_CREATE_TOPIC, this::update)
        .on(executor, RequestCode.UPDATE_AND_CREATE_TOPIC_LIST, this::updateList)
        .inline(RequestCode.UPDATE_AND_CREATE_STATIC_TOPIC, TopicProcessor::refuseStatic)
        .on(executor, RequestCode.DELETE_TOPIC_IN_BROKER, this::delete)
        .on(executor, RequestCode.GET_ALL_TOPIC_CONFIG, this::all)
        .on(executor, RequestCode.GET_TOPIC_CONFIG, this::one)
        .on(executor, RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_BROKER, this::system);
  }

  private void update(Request request) throws CommandException, IOException {
    TopicConfig wanted =
        new TopicConfig(
            request.requiredText(TOPIC),
            request.requiredInt(READ_QUEUES),
            request.requiredInt(WRITE_QUEUES),
            request.requiredInt(PERMISSION),
            filterType(request.text(FILTER_TYPE)),
            request.intOr(SYS_FLAG, 0),
            request.booleanOr(ORDER, false),
            Map.of());
    topics.put(checked(wanted, request.text(ATTRIBUTES)));
    replyWhenTold(request);
  }

  private static void refuseStatic(Request request) throws CommandException {
    throw new CommandException(
        ResponseCode.REQUEST_CODE_NOT_SUPPORTED,
        "static topics are not supported: topic "
            + request.text(TOPIC)
            + " is not created; an ordinary topic can be");
  }

  private void updateList(Request request) throws CommandException, IOException {
    JsonObject body = JsonFields.body(request.bodyBytes());
    List<TopicConfig> wanted = new ArrayList<>();
    for (JsonObject object : JsonFields.objects(body, "topicConfigList")) {
      TopicConfig topic = TopicConfig.fromJson("", withoutAttributes(object));
      wanted.add(checked(topic, changes(JsonFields.object(object, "attributes"))));
    }
    topics.put(wanted);
    replyWhenTold(request);
  }

  /** Who has the answer and then asks a name server for the topic finds it as it is now. */
  private void replyWhenTold(Request request) {
    CompletableFuture<Void> told = registration.changesTold();
    if (told.isDone()) {
      request.reply(ResponseCode.SUCCESS).send();
      return;
    }
    PendingReply pending = request.defer();
    var unused = told.thenRun(() -> pending.reply(ResponseCode.SUCCESS).send());
  }

  private static JsonObject withoutAttributes(JsonObject object) {
    JsonObject copy = object.deepCopy();
    copy.remove("attributes");
    return copy;
  }

  /** Attributes of a list as changes: names there may or may not begin with the sign of one. */
  private static String changes(JsonObject attributes) {
    if (attributes == null) {
      return null;
    }
    return attributes.entrySet().stream()
        .map(entry -> change(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(","));
  }

  private static String change(String name, JsonElement value) {
    if (name.startsWith("-")) {
      return name;
    }
    String text = value.isJsonPrimitive() ? value.getAsString() : "";
    return (name.startsWith("+") ? name : "+" + name) + "=" + text;
  }

  private TopicConfig checked(TopicConfig wanted, String attributes) throws CommandException {
    String name = wanted.name();
    String problem = TopicNames.problem(name);
    if (problem != null) {
      throw new CommandException(ResponseCode.INVALID_PARAMETER, problem);
    }
    if (topics.system(name)) {
      throw new CommandException(
          ResponseCode.INVALID_PARAMETER, "The topic[" + name + "] is conflict with system topic.");
    }
    requireBetween("readQueueNums", wanted.readQueues(), MOST_QUEUES);
    requireBetween("writeQueueNums", wanted.writeQueues(), MOST_QUEUES);
    requireBetween("perm", wanted.permission(), ALL_PERMISSIONS);
    TopicConfig known = topics.find(name);
    return new TopicConfig(
        name,
        wanted.readQueues(),
        wanted.writeQueues(),
        wanted.permission(),
        wanted.filterType(),
        wanted.sysFlag(),
        wanted.order(),
        TopicAttributes.apply(known == null ? null : known.attributes(), attributes));
  }

  private static String filterType(String text) throws CommandException {
    if (text == null || text.equals(TopicConfig.SINGLE_TAG) || text.equals("MULTI_TAG")) {
      return text == null ? TopicConfig.SINGLE_TAG : text;
    }
    throw new CommandException(
        ResponseCode.INVALID_PARAMETER,
        "topicFilterType=" + text + ": allowed is SINGLE_TAG or MULTI_TAG");
  }

  private static void requireBetween(String field, int value, int most) throws CommandException {
    if (value < 0 || value > most) {
      throw new CommandException(
          ResponseCode.INVALID_PARAMETER, field + "=" + value + ": allowed is 0 to " + most);
    }
  }

  private void delete(Request request) throws CommandException, IOException {
    deletion.delete(request.requiredText(TOPIC));
    request.reply(ResponseCode.SUCCESS).send();
  }

  private void all(Request request) throws CommandException {
    DataVersion version = topics.version();
    List<TopicConfig> all = topics.all();
    Page page = Page.of(request, TOPIC_SEQ, MAX_TOPIC_NUM, version);
    JsonText body = new JsonText().object();
    body.name("dataVersion").raw(version.toJson().toString());
    body.name("mappingDataVersion").raw(UNMAPPED.toJson().toString());
    body.name("topicConfigTable").object();
    page.of(all).forEach(topic -> body.name(topic.name()).raw(topic.toJson().toString()));
    body.end();
    body.name("topicQueueMappingDetailMap").object().end();
    body.name("topicQueueMappingInfoMap").object().end();
    request
        .reply(ResponseCode.SUCCESS)
        .field(TOTAL_TOPIC_NUM, all.size())
        .body(body.end().bytes())
        .send();
  }

  private void one(Request request) throws CommandException {
    String name = request.requiredText(TOPIC);
    TopicConfig topic = topics.find(name);
    if (topic == null) {
      throw new CommandException(
          ResponseCode.TOPIC_NOT_EXIST, "No topic in this broker. topic: " + name);
    }
    request
        .reply(ResponseCode.SUCCESS)
        .body(new JsonText().raw(topic.toJson().toString()).bytes())
        .send();
  }

  private void system(Request request) {
    List<String> names =
        topics.all().stream().map(TopicConfig::name).filter(topics::system).toList();
    request
        .reply(ResponseCode.SUCCESS)
        .body(new JsonText().object().name("topicList").values(names).end().bytes())
        .send();
  }
}
