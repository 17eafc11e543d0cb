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
 * ({@code ack}, several as {@code bAck}). RocketMQ keeps none of what is handed out in order: those
 * are in a form of our own. Stateless.
 */
final class PopEventText {

  static final String POPPED = "ck";
  static final String SETTLED = "ack";
  static final String SETTLED_SEVERAL = "bAck";

  /** Not RocketMQ's, which passes over it. */
  static final String ORDERED = "ord";

  private static final long[] NONE = {};

  private PopEventText() {}

  /** The tag of an event's message. */
  static String tag(PopEvent event) {
    if (event instanceof PopEvent.Settled settled) {
      return settled.offsets().length == 1 ? SETTLED : SETTLED_SEVERAL;
    }
    return event instanceof PopEvent.Ordered ? ORDERED : POPPED;
  }

  static byte[] bytes(PopEvent event, String broker) {
    return event instanceof PopEvent.Ordered ordered ? ordered(ordered) : pop(event, broker);
  }

  private static byte[] ordered(PopEvent.Ordered event) {
    PopKey key = event.key();
    JsonText json = new JsonText().object();
    OrderedBatchText.write(json.name("b"), event.batch());
    return json.name("c")
        .value(key.group())
        .name("next")
        .value(event.next())
        .name("q")
        .value(key.queueId())
        .name("t")
        .value(key.topic())
        .end()
        .bytes();
  }

  /** Names stand in the order of the alphabet, as the reference writes them. */
  private static byte[] pop(PopEvent event, String broker) {
    JsonText json = new JsonText().object();
    if (event instanceof PopEvent.Settled settled) {
      settled(json, settled.offsets());
      key(json, settled.key(), broker);
      return named(json, settled.key(), settled.popTime(), settled.startOffset());
    }
    PopEvent.Popped popped = (PopEvent.Popped) event;
    key(json.name("bm").value(0), popped.key(), broker);
    popped(json, popped);
    return named(json, popped.key(), popped.popTime(), popped.startOffset());
  }

  private static void key(JsonText json, PopKey key, String broker) {
    json.name("bn").value(broker).name("c").value(key.group());
  }

  private static byte[] named(JsonText json, PopKey key, long popTime, long startOffset) {
    return json.name("pt")
        .value(popTime)
        .name("q")
        .value(key.queueId())
        .name("so")
        .value(startOffset)
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
    if (group == null || topic == null) {
      return null;
    }
    PopKey key = new PopKey(group, topic, (int) JsonFields.longOr(json, "q", 0));
    JsonObject batch = tag.equals(ORDERED) ? JsonFields.object(json, "b") : null;
    if (batch != null) {
      return new PopEvent.Ordered(
          key, OrderedBatchText.read(batch), JsonFields.longOr(json, "next", -1));
    }
    return pop(tag, key, json);
  }

  private static PopEvent pop(String tag, PopKey key, JsonObject json) {
    long popTime = JsonFields.longOr(json, "pt", -1);
    long start = JsonFields.longOr(json, "so", -1);
    if (popTime < 0 || start < 0) {
      return null;
    }
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
