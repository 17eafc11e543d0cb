/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.marquetry.allocate.QueueId;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.registration.Caller;
import org.marquetry.broker.topic.Permission;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;

/** Asks name servers, one after the other, for the queues of a topic. Thread-safe; never blocks. */
final class RouteQueries {

  private static final long TIMEOUT_MILLIS = 1_000;

  /** More queues than a topic can have are a name server's mistake. */
  private static final int MOST_QUEUES = 65_536;

  private final Caller caller;
  private final Supplier<List<String>> nameServers;

  RouteQueries(Caller caller, Supplier<List<String>> nameServers) {
    this.caller = caller;
    this.nameServers = nameServers;
  }

  /**
   * What name servers say.
   *
   * @param answered whether any did
   * @param queues readable ones, ascending; {@code null} where there is no such topic
   */
  record Route(boolean answered, List<QueueId> queues) {}

  CompletableFuture<Route> route(String topic) {
    return ask(topic, List.copyOf(nameServers.get()), 0, new Route(false, null));
  }

  /** A name server that does not know a topic may only not know it yet. */
  private CompletableFuture<Route> ask(String topic, List<String> servers, int next, Route so) {
    if (next == servers.size()) {
      return CompletableFuture.completedFuture(so);
    }
    Command question = Command.request(RequestCode.GET_ROUTEINFO_BY_TOPIC, Map.of("topic", topic));
    return caller
        .call(servers.get(next), question, TIMEOUT_MILLIS)
        .handle((answer, failure) -> failure == null ? read(topic, answer) : null)
        .thenCompose(
            route -> {
              if (route != null && route.queues != null) {
                return CompletableFuture.completedFuture(route);
              }
              return ask(topic, servers, next + 1, route == null ? so : route);
            });
  }

  /** {@code null} for an answer that says nothing. */
  private static Route read(String topic, Command answer) {
    if (answer.code() == ResponseCode.TOPIC_NOT_EXIST) {
      return new Route(true, null);
    }
    if (answer.code() != ResponseCode.SUCCESS) {
      return null;
    }
    JsonObject body;
    try {
      body = JsonFields.body(answer.body());
    } catch (CommandException e) {
      return null;
    }
    Set<QueueId> queues = new TreeSet<>();
    for (JsonObject part : JsonFields.objects(body, "queueDatas")) {
      String broker = JsonFields.textOr(part, "brokerName", "");
      int count = JsonFields.intOr(part, "readQueueNums", 0);
      if (!broker.isEmpty() && Permission.readable(JsonFields.intOr(part, "perm", 0))) {
        for (int number = 0; number < Math.min(count, MOST_QUEUES); number++) {
          queues.add(new QueueId(topic, broker, number));
        }
      }
    }
    return new Route(true, List.copyOf(queues));
  }
}
