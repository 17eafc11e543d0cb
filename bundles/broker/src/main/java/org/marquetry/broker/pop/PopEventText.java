/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonText;

/**
 * Events as RocketMQ keeps them in its revive topic: check points ({@code ck}) and acknowledgements
 * ({@code ack}, several as {@code bAck}). Stateless.
 */
final class PopEventText {

  static final String POPPED = "ck";
  static final String SETTLED = "ack";
  static final String SETTLED_SEVERAL = "bAck";

  private static final long[] NONE = {};

  private PopEventText() {}

  /** The tag of an event's message. */
  static String tag(PopEvent event) {
    if (event instanceof PopEvent.Settled settled) {
      return settled.offsets().length == 1 ? SETTLED : SETTLED_SEVERAL;
    }
    return POPPED;
  }

  /** Names stand in the order of the alphabet, as the reference writes them. */
  static byte[] bytes(PopEvent event, String broker) {
    JsonText json = new JsonText().object();
    if (event instanceof PopEvent.Settled settled) {
      settled(json, settled.offsets());
    } else {
      json.name("bm").value(0);
    }
    PopKey key = event.key();
    json.name("bn").value(broker).name("c").value(key.group());
    if (event instanceof PopEvent.Popped popped) {
      popped(json, popped);
    }
    return json.name("pt")
        .value(event.popTime())
        .name("q")
        .value(key.queueId())
        .name("so")
        .value(event.startOffset())
        .name("t")
        .value(key.topic())
        .end()
        .bytes();
  }

  private static void settled(JsonText json, long[] offsets) {
    json.name("ao").value(offsets[0]);
    if (offsets.length > 1) {
      numbers(json.name("aol"), offsets, 0);
    }
  }

  private static void popped(JsonText json, PopEvent.Popped event) {
    numbers(json.name("d"), event.offsets(), event.startOffset());
    json.name("it").value(event.invisibleMillis()).name("n").value(event.offsets().length);
  }

  private static void numbers(JsonText json, long[] numbers, long minus) {
    json.array();
    for (long number : numbers) {
      json.value(number - minus);
    }
    json.end();
  }

  /**
   * Reads an event.
   *
   * @param tag of its message
   * @return {@code null} where it is none
   */
  static PopEvent read(String tag, byte[] body) {
    try {
      JsonElement element = JsonParser.parseString(new String(body, UTF_8));
      return tag != null && element instanceof JsonObject object ? read(tag, object) : null;
    } catch (JsonParseException
        | NumberFormatException
        | UnsupportedOperationException
        | IllegalStateException e) {
      return null;
    }
  }

  private static PopEvent read(String tag, JsonObject json) {
    String group = JsonFields.textOr(json, "c", null);
    String topic = JsonFields.textOr(json, "t", null);
    long popTime = JsonFields.longOr(json, "pt", -1);
    long start = JsonFields.longOr(json, "so", -1);
    if (group == null || topic == null || popTime < 0 || start < 0) {
      return null;
    }
    PopKey key = new PopKey(group, topic, (int) JsonFields.longOr(json, "q", 0));
    return switch (tag) {
      case POPPED ->
          new PopEvent.Popped(key, start, popTime, JsonFields.longOr(json, "it", 0), popped(json));
      case SETTLED ->
          new PopEvent.Settled(
              key, start, popTime, new long[] {JsonFields.longOr(json, "ao", start)});
      case SETTLED_SEVERAL -> new PopEvent.Settled(key, start, popTime, numbers(json, "aol", 0));
      default -> null;
    };
  }

  /** Offsets of a check point: without the list of differences they follow one another. */
  private static long[] popped(JsonObject json) {
    long start = JsonFields.longOr(json, "so", 0);
    long[] offsets = numbers(json, "d", start);
    if (offsets.length == 0) {
      offsets = new long[(int) Math.max(0, Math.min(64, JsonFields.longOr(json, "n", 0)))];
      for (int i = 0; i < offsets.length; i++) {
        offsets[i] = start + i;
      }
    }
    long acknowledged = JsonFields.longOr(json, "bm", 0);
    List<Long> open = new ArrayList<>();
    for (int i = 0; i < offsets.length; i++) {
      if (i >= Integer.SIZE || (acknowledged & 1L << i) == 0) {
        open.add(offsets[i]);
      }
    }
    return open.stream().mapToLong(Long::longValue).toArray();
  }

  private static long[] numbers(JsonObject json, String name, long plus) {
    if (!(json.get(name) instanceof JsonArray array)) {
      return NONE;
    }
    long[] numbers = new long[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = plus + array.get(i).getAsLong();
    }
    return numbers;
  }
}
