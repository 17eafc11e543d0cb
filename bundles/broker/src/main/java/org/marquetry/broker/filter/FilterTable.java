/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.broker.json.JsonText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the broker remembers of filters, in {@code config/filters.json}: which types have ever been
 * there, and which filters operators have bound to groups. Thread-safe; look-ups take no lock.
 */
public final class FilterTable {

  private static final Logger LOG = LoggerFactory.getLogger(FilterTable.class);

  private final JsonFile file;
  private volatile Set<String> types = Set.of();
  private volatile Map<Subject, Binding> bindings = Map.of();

  /** A group and a topic. */
  public record Subject(String group, String topic) {}

  /**
   * A filter that an operator has bound to a group and a topic: messages that it does not match are
   * not for the group, whatever its consumers ask for.
   *
   * @param type {@code TAG}, or the name of a filter plugin, perhaps with {@code @version}
   */
  public record Binding(
      String group, String topic, String type, String expression, Condition condition) {}

  /** How a binding's type and expression become a condition. */
  @FunctionalInterface
  public interface Reading {
    Condition condition(String type, String expression);
  }

  private FilterTable(JsonFile file) {
    this.file = file;
  }

  /**
   * Reads the file. Blocks for the disk.
   *
   * @throws IOException if it cannot be understood; the message names it and the remedy
   */
  public static FilterTable open(JsonFile file, Reading reading) throws IOException {
    FilterTable table = new FilterTable(file);
    JsonObject content = file.read();
    if (content != null) {
      table.load(content, reading);
    }
    return table;
  }

  private void load(JsonObject content, Reading reading) {
    Set<String> names = new TreeSet<>();
    if (JsonFields.array(content, "types") != null) {
      for (JsonElement type : JsonFields.array(content, "types")) {
        if (type.isJsonPrimitive()) {
          names.add(type.getAsString());
        }
      }
    }
    types = Set.copyOf(names);
    Map<Subject, Binding> found = new HashMap<>();
    for (JsonObject each : JsonFields.objects(content, "bindings")) {
      String group = JsonFields.textOr(each, "group", "");
      String topic = JsonFields.textOr(each, "topic", "");
      String type = JsonFields.textOr(each, "type", "");
      String expression = JsonFields.textOr(each, "expression", "");
      if (group.isEmpty() || topic.isEmpty() || type.isEmpty()) {
        LOG.error(
            "{}: a binding names no group, topic or type and is passed over: {}",
            file.path(),
            each);
        continue;
      }
      found.put(
          new Subject(group, topic),
          new Binding(group, topic, type, expression, reading.condition(type, expression)));
    }
    bindings = Map.copyOf(found);
  }

  /** Whether there has ever been a filter of this type, whatever its version, on this broker. */
  public boolean known(String type) {
    return types.contains(baseName(type));
  }

  /** The name without a version. */
  public static String baseName(String type) {
    int at = type.indexOf('@');
    return at < 0 ? type : type.substring(0, at);
  }

  /** Types that have ever been there. */
  public Set<String> types() {
    return types;
  }

  /**
   * There is a filter of this type.
   *
   * @return whether that is new, and so to be {@link #save saved}
   */
  public synchronized boolean offered(String type) {
    if (types.contains(type)) {
      return false;
    }
    Set<String> more = new TreeSet<>(types);
    more.add(type);
    types = Set.copyOf(more);
    return true;
  }

  /** Writes the file. Blocks for the disk; a failure is told in the log alone. */
  public synchronized void save() {
    try {
      persist(bindings);
    } catch (IOException e) {
      LOG.error(
          "{} cannot be written: after a restart the broker does not know the filter types {}",
          file.path(),
          types,
          e);
    }
  }

  /** {@code null} where nothing is bound. */
  public Binding binding(String group, String topic) {
    Map<Subject, Binding> now = bindings;
    return now.isEmpty() ? null : now.get(new Subject(group, topic));
  }

  /** By group and topic. */
  public List<Binding> bindings() {
    List<Binding> all = new ArrayList<>(bindings.values());
    all.sort(Comparator.comparing(Binding::group).thenComparing(Binding::topic));
    return all;
  }

  /** Binds a filter, instead of the one that was bound. Blocks for the disk. */
  public synchronized void bind(Binding binding) throws IOException {
    Map<Subject, Binding> more = new HashMap<>(bindings);
    more.put(new Subject(binding.group, binding.topic), binding);
    persist(more);
    bindings = Map.copyOf(more);
  }

  /**
   * Takes a binding back. Blocks for the disk.
   *
   * @return what was bound, {@code null} for nothing
   */
  public synchronized Binding unbind(String group, String topic) throws IOException {
    Map<Subject, Binding> fewer = new HashMap<>(bindings);
    Binding removed = fewer.remove(new Subject(group, topic));
    if (removed != null) {
      persist(fewer);
      bindings = Map.copyOf(fewer);
    }
    return removed;
  }

  /** Takes back what is bound to a group or a topic that is deleted. Blocks for the disk. */
  public synchronized void unbindAll(Predicate<Subject> which) throws IOException {
    Map<Subject, Binding> fewer = new HashMap<>(bindings);
    if (fewer.keySet().removeIf(which)) {
      persist(fewer);
      bindings = Map.copyOf(fewer);
    }
  }

  private void persist(Map<Subject, Binding> content) throws IOException {
    JsonText json = new JsonText().object();
    json.name("bindings").array();
    List<Binding> sorted = new ArrayList<>(content.values());
    sorted.sort(Comparator.comparing(Binding::group).thenComparing(Binding::topic));
    for (Binding each : sorted) {
      json.object();
      json.name("expression").value(each.expression);
      json.name("group").value(each.group);
      json.name("topic").value(each.topic);
      json.name("type").value(each.type);
      json.end();
    }
    json.end();
    json.name("types").values(new TreeSet<>(types));
    file.write(json.end().toString());
  }
}
