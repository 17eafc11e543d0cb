/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.marquetry.system.Disk;

/**
 * The file that says which spans the log consists of, in the order of their positions, and what is
 * about to become of them.
 */
final class SpanTable {

  /**
   * What the file says. Immutable.
   *
   * @param spans ascending; the last one is written
   * @param intent the span that is about to follow, {@code null} for none: what its directory holds
   *     has never been acknowledged
   * @param garbage directories that belong to no span any more
   */
  record Content(List<SpanEntry> spans, Intent intent, List<String> garbage) {

    static final Content NONE = new Content(List.of(), null, List.of());

    Content {
      spans = List.copyOf(spans);
      garbage = List.copyOf(garbage);
    }

    SpanEntry last() {
      return spans.get(spans.size() - 1);
    }

    Content intending(Intent next) {
      return new Content(spans, next, garbage);
    }

    Content with(List<SpanEntry> changed) {
      return new Content(changed, intent, garbage);
    }

    Content without(String directory) {
      List<String> left = new ArrayList<>(garbage);
      left.remove(directory);
      return new Content(spans, intent, left);
    }

    /** The intent is given up: what its directory holds is garbage. */
    Content abandoned() {
      if (intent == null) {
        return this;
      }
      List<String> more = new ArrayList<>(garbage);
      more.add(intent.directory());
      return new Content(spans, null, more);
    }

    /** The first spans are dropped: their directories are garbage. */
    Content withoutFirst(int count) {
      List<String> more = new ArrayList<>(garbage);
      spans.subList(0, count).forEach(entry -> more.add(entry.directory()));
      return new Content(spans.subList(count, spans.size()), intent, more);
    }

    /** With another last span. */
    Content withLast(SpanEntry entry) {
      List<SpanEntry> changed = new ArrayList<>(spans);
      changed.set(changed.size() - 1, entry);
      return with(changed);
    }

    /** The last span is sealed, another one follows: what was intended. */
    Content followedBy(long sealedAt, SpanEntry next) {
      List<SpanEntry> changed = new ArrayList<>(spans);
      changed.set(changed.size() - 1, last().sealedAt(sealedAt));
      changed.add(next);
      return new Content(changed, null, garbage);
    }
  }

  /** A span to come. */
  record Intent(String backend, String directory) {}

  private final Disk disk;
  private final Path file;

  SpanTable(Disk disk, Path file) {
    this.disk = disk;
    this.file = file;
  }

  /** What the file says; no spans where there is none. */
  Content load() throws IOException {
    byte[] content = disk.read(file);
    if (content == null) {
      return Content.NONE;
    }
    try {
      return content(JsonParser.parseString(new String(content, UTF_8)));
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | NumberFormatException
        | NullPointerException e) {
      throw new IOException(
          file
              + " cannot be understood ("
              + e.getMessage()
              + "): restore it; for a store that has only ever used the backend 'mapped' it may be"
              + " deleted",
          e);
    }
  }

  private static Content content(JsonElement root) {
    // A bare list is what a broker wrote that knew no switch of backends.
    if (root.isJsonArray()) {
      return new Content(spans(root.getAsJsonArray()), null, List.of());
    }
    JsonObject object = root.getAsJsonObject();
    Intent intent = null;
    if (object.has("switch")) {
      JsonObject next = object.getAsJsonObject("switch");
      intent = new Intent(next.get("backend").getAsString(), next.get("directory").getAsString());
    }
    List<String> garbage = new ArrayList<>();
    if (object.has("garbage")) {
      object.getAsJsonArray("garbage").forEach(each -> garbage.add(each.getAsString()));
    }
    return new Content(spans(object.getAsJsonArray("spans")), intent, garbage);
  }

  private static List<SpanEntry> spans(JsonArray array) {
    List<SpanEntry> spans = new ArrayList<>();
    for (JsonElement element : array) {
      JsonObject span = element.getAsJsonObject();
      SpanEntry entry =
          new SpanEntry(
              span.get("start").getAsLong(),
              number(span, "end", -1),
              span.get("backend").getAsString(),
              span.get("directory").getAsString(),
              !is(span, "volatile"),
              is(span, "lost"),
              number(span, "reserved", 0));
      boolean last = spans.size() == array.size() - 1;
      if (last != entry.written()) {
        throw new JsonParseException(
            "the span at " + entry.start() + (last ? " is sealed" : " has no end"));
      }
      if (!spans.isEmpty() && entry.start() < spans.get(spans.size() - 1).end()) {
        throw new JsonParseException("the spans do not ascend at " + entry.start());
      }
      spans.add(entry);
    }
    return spans;
  }

  private static long number(JsonObject object, String name, long absent) {
    return object.has(name) ? object.get(name).getAsLong() : absent;
  }

  private static boolean is(JsonObject object, String name) {
    return object.has(name) && object.get(name).getAsBoolean();
  }

  /** Puts a new content in place of the old one, atomically and durably. */
  void save(Content content) throws IOException {
    JsonObject root = new JsonObject();
    JsonArray spans = new JsonArray();
    content.spans().forEach(entry -> spans.add(json(entry)));
    root.add("spans", spans);
    if (content.intent() != null) {
      JsonObject next = new JsonObject();
      next.addProperty("backend", content.intent().backend());
      next.addProperty("directory", content.intent().directory());
      root.add("switch", next);
    }
    if (!content.garbage().isEmpty()) {
      JsonArray garbage = new JsonArray();
      content.garbage().forEach(garbage::add);
      root.add("garbage", garbage);
    }
    disk.replace(file, (root + "\n").getBytes(UTF_8));
  }

  private static JsonObject json(SpanEntry entry) {
    JsonObject span = new JsonObject();
    span.addProperty("start", entry.start());
    if (!entry.written()) {
      span.addProperty("end", entry.end());
    }
    span.addProperty("backend", entry.backend());
    span.addProperty("directory", entry.directory());
    if (!entry.lasting()) {
      span.addProperty("volatile", true);
    }
    if (entry.lost()) {
      span.addProperty("lost", true);
    }
    if (entry.reserved() > 0) {
      span.addProperty("reserved", entry.reserved());
    }
    return span;
  }
}
