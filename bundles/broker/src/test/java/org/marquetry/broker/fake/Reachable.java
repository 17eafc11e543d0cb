/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.fake;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Texts that an object of the product still holds, directly or through others of the product, and
 * the way to each: what tells a leak and its cause.
 */
public final class Reachable {

  private static final String OWN = "org.marquetry.";

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Step> steps = new ArrayDeque<>();
  private final Map<String, String> found = new TreeMap<>();
  private final Predicate<String> wanted;

  private record Step(Object object, String way) {}

  private Reachable(Predicate<String> wanted) {
    this.wanted = wanted;
  }

  /**
   * @return an example of such a text by the way that leads to it
   */
  public static Map<String, String> texts(Object root, Predicate<String> wanted) {
    Reachable reachable = new Reachable(wanted);
    reachable.visit(root, root.getClass().getSimpleName());
    while (!reachable.steps.isEmpty()) {
      Step step = reachable.steps.poll();
      reachable.open(step.object(), step.way());
    }
    return reachable.found;
  }

  private void visit(Object object, String way) {
    if (object instanceof String text) {
      if (wanted.test(text)) {
        found.putIfAbsent(way, text);
      }
    } else if (object != null && !(object instanceof Class) && seen.add(object)) {
      steps.add(new Step(object, way));
    }
  }

  private void open(Object object, String way) {
    if (object instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            visit(key, way + " key");
            visit(value, way + " value");
          });
    } else if (object instanceof Collection<?> collection) {
      collection.forEach(element -> visit(element, way + " element"));
    } else if (object instanceof AtomicReference<?> reference) {
      visit(reference.get(), way);
    } else if (object instanceof Optional<?> optional) {
      optional.ifPresent(value -> visit(value, way));
    } else if (object instanceof Object[] array) {
      for (int i = 0; i < Array.getLength(array); i++) {
        visit(array[i], way + " element");
      }
    } else if (object.getClass().getName().startsWith(OWN)) {
      fields(object, way);
    }
  }

  private void fields(Object object, String way) {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!field.getType().isPrimitive()
            && !Modifier.isStatic(field.getModifiers())
            && type.getName().startsWith(OWN)) {
          try {
            field.setAccessible(true);
            visit(field.get(object), way + "." + field.getName());
          } catch (ReflectiveOperationException e) {
            throw new LinkageError(field.toString(), e);
          }
        }
      }
    }
  }
}
