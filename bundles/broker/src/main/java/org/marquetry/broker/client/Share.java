/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.marquetry.broker.filter.Claims.Leave;
import org.marquetry.broker.filter.Condition;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonText;
import org.marquetry.broker.pull.Subscription;
import org.marquetry.message.PropertyNames;

/**
 * The members of a group in per-member mode that subscribe to the same. Guarded by its group, but
 * for what is said to be read without.
 */
final class Share {

  final int id;
  final Wishes wishes;

  /** Name of its progress and its locks. */
  final String name;

  /** Where messages go that members of its group give back. */
  final String retryTopic;

  /** The state of the group that giving it up led to; 0 while it is there. Read without guard. */
  volatile int leave;

  /** Whether it was given up and another one has come that wishes the same. */
  boolean replaced;

  /** Whether it has members now. */
  boolean manned;

  /** When it lost its last member, on the clock for durations; means nothing while it has any. */
  long unmannedNanos;

  /** Whether its last member said that it leaves; means nothing while it has any. */
  boolean leftOrderly;

  /** When it was given up, in milliseconds since 1970; means nothing while it is live. */
  long givenUpMillis;

  /** What it gets of each queue; made anew whenever something changes. Read without guard. */
  volatile Map<QueueKey, Condition> conditions = new ConcurrentHashMap<>();

  /** Read without guard. */
  private final Map<QueueKey, Place> places = new ConcurrentHashMap<>();

  Share(String group, int id, Wishes wishes) {
    this.id = id;
    this.wishes = wishes;
    name = group + PerMemberGroups.MARK + id;
    retryTopic = "%RETRY%" + group;
  }

  /** A queue of a topic. */
  record QueueKey(String topic, int queueId) {}

  /** Whether messages are kept for it: it has members, or lost them only lately. */
  boolean live() {
    return leave == 0;
  }

  /** How long it is waited for. */
  long patienceNanos() {
    return leftOrderly
        ? PerMemberGroup.PATIENCE_AFTER_LEAVING_NANOS
        : PerMemberGroup.PATIENCE_NANOS;
  }

  Subscription subscription(String topic) {
    return wishes.subscriptions().get(topic);
  }

  boolean consumes(QueueKey queue) {
    return queue.topic().equals(retryTopic) || subscription(queue.topic()) != null;
  }

  /**
   * What it wants of a topic.
   *
   * @param lenient whether it wants nothing where an expression is illegal
   * @return {@code null} where it does not subscribe to it
   */
  Condition wants(String topic, boolean lenient) {
    if (!topic.equals(retryTopic)) {
      Subscription subscription = subscription(topic);
      return subscription == null ? null : asked(subscription, lenient);
    }
    List<Condition> returned = new ArrayList<>();
    wishes
        .subscriptions()
        .forEach(
            (origin, subscription) ->
                returned.add(
                    Condition.both(
                        new Condition.Property(PropertyNames.RETRY_TOPIC, origin),
                        asked(subscription, true))));
    return new Condition.Any(returned);
  }

  private static Condition asked(Subscription subscription, boolean lenient) {
    if (lenient && subscription.illegal() != null) {
      return Condition.never();
    }
    return lenient && subscription.condition() instanceof Condition.Matches matches
        ? new Condition.Matches(matches.name(), matches.expression(), true)
        : subscription.condition();
  }

  /** {@code null} where nothing is noted. */
  Place place(QueueKey queue) {
    return places.get(queue);
  }

  void place(QueueKey queue, Place place) {
    places.put(queue, place);
  }

  /** That it was given up; {@code null} while it is there. */
  Leave leave(Place place) {
    if (live()) {
      return null;
    }
    return new Leave(leave, place.consumed());
  }

  /** As in the file of its group. */
  void write(JsonText json) {
    json.object().name("givenUp").value(live() ? -1 : givenUpMillis);
    json.name("id").value(id).name("leave").value(leave);
    json.name("replaced").value(replaced).name("queues").array();
    for (QueueKey queue : places.keySet()) {
      json.object().name("topic").value(queue.topic()).name("queueId").value(queue.queueId());
      places.get(queue).write(json);
      json.end();
    }
    json.end().name("subscriptions").array();
    for (Subscription each : wishes.subscriptions().values()) {
      json.object().name("expression").value(each.expression());
      json.name("topic").value(each.topic()).name("type").value(each.type()).end();
    }
    json.end().end();
  }

  /**
   * What {@link #write} wrote.
   *
   * @param id of one that has none
   */
  static Share read(String group, int id, JsonObject json) {
    List<Subscription> subscriptions = new ArrayList<>();
    for (JsonObject subscription : JsonFields.objects(json, "subscriptions")) {
      subscriptions.add(
          Subscription.parse(
              JsonFields.textOr(subscription, "topic", ""),
              JsonFields.textOr(subscription, "expression", null),
              JsonFields.textOr(subscription, "type", null),
              0));
    }
    Share share = new Share(group, JsonFields.intOr(json, "id", id), Wishes.of(subscriptions));
    share.leave = JsonFields.intOr(json, "leave", 0);
    share.replaced = JsonFields.booleanOr(json, "replaced", false);
    share.givenUpMillis = JsonFields.longOr(json, "givenUp", -1);
    for (JsonObject queue : JsonFields.objects(json, "queues")) {
      share.place(
          new QueueKey(
              JsonFields.textOr(queue, "topic", ""), JsonFields.intOr(queue, "queueId", 0)),
          Place.read(queue));
    }
    return share;
  }

  @Override
  public String toString() {
    return name + " (" + wishes.text() + ")";
  }
}
