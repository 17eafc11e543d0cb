/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;

/**
 * Tells when nothing that was delivered to a group can come again: the broker knows all members,
 * all of them have shared the queues among exactly these twice (the second time begins when the
 * first is done), and all that was delivered until then is committed. No clock is asked. Not
 * thread-safe.
 */
final class SharesSettled implements Settling {

  private static final int GET_CONSUMER_LIST = 38;
  private static final int SHARED = 2;

  private final ConsumerGroup group;
  private Map<Member, Integer> streaks;
  private Map<Integer, Long> delivered;

  SharesSettled(ConsumerGroup group) {
    this.group = group;
  }

  @Override
  public String awaited() throws IOException {
    Set<String> members = group.clientIds();
    if (streaks == null) {
      Set<String> known = known();
      if (!known.equals(members)) {
        return group.name() + ": the broker knows " + known + ", there are " + members;
      }
      if (group.members().stream().anyMatch(each -> each.allocation() == null)) {
        // The broker shares out, and hides what was popped from all others.
        return "";
      }
      streaks = new HashMap<>();
      group.members().forEach(each -> streaks.put(each, each.allocation().streakOf(members)));
    }
    if (delivered == null) {
      for (Map.Entry<Member, Integer> each : streaks.entrySet()) {
        if (each.getKey().allocation().streakOf(members) < each.getValue() + SHARED) {
          return each.getKey().name() + " has not seen all of " + members;
        }
      }
      delivered = group.shared().last();
    }
    for (Map.Entry<Integer, Long> each : delivered.entrySet()) {
      long committed = group.stage().committed(group.name(), group.topic(), each.getKey());
      if (committed <= each.getValue()) {
        return group.name()
            + " has committed "
            + committed
            + " in queue "
            + each.getKey()
            + ", and got "
            + each.getValue();
      }
    }
    return "";
  }

  private Set<String> known() throws IOException {
    RemotingCommand answer =
        group.stage().ask(GET_CONSUMER_LIST, Map.of("consumerGroup", group.name()));
    Set<String> ids = new HashSet<>();
    if (answer.getBody() != null) {
      JsonArray list =
          JsonParser.parseString(new String(answer.getBody(), StandardCharsets.UTF_8))
              .getAsJsonObject()
              .getAsJsonArray("consumerIdList");
      for (JsonElement id : list) {
        ids.add(id.getAsString());
      }
    }
    return ids;
  }
}
