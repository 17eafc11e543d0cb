/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.marquetry.store.kernel.EntryFilter;

/**
 * What has to be true of a message for a consumer to get it: tags, filter plugins, and how they are
 * joined. Immutable.
 */
public sealed interface Condition {

  /** True of every message. */
  static Condition always() {
    return All.OF_NOTHING;
  }

  /** True of no message. */
  static Condition never() {
    return Any.OF_NOTHING;
  }

  /**
   * What a consume queue entry says of it: where this is {@code false} the condition is too. Where
   * the condition is {@link #plain()} the reverse holds as well.
   */
  EntryFilter entries();

  /** Whether a consume queue entry alone decides: no message has to be read, no plugin called. */
  boolean plain();

  /** Adds the filter plugins that it asks. */
  void collectNames(Collection<String> into);

  /** The filter plugins that it asks, by name. */
  default Set<String> names() {
    Set<String> names = new TreeSet<>();
    collectNames(names);
    return names;
  }

  /** Both conditions. */
  static Condition both(Condition one, Condition other) {
    if (one.equals(always())) {
      return other;
    }
    return other.equals(always()) ? one : new All(List.of(one, other));
  }

  /** By the hash of the message's tag. */
  record Tags(EntryFilter entries) implements Condition {

    @Override
    public boolean plain() {
      return true;
    }

    @Override
    public void collectNames(Collection<String> into) {}
  }

  /**
   * A filter plugin says so.
   *
   * @param name of the plugin, perhaps with {@code @version}
   * @param lenient whether a message does not match where the expression is illegal; otherwise an
   *     illegal expression refuses the whole pull
   */
  record Matches(String name, String expression, boolean lenient) implements Condition {

    public Matches(String name, String expression) {
      this(name, expression, false);
    }

    @Override
    public EntryFilter entries() {
      return EntryFilter.ALL;
    }

    @Override
    public boolean plain() {
      return false;
    }

    @Override
    public void collectNames(Collection<String> into) {
      into.add(name);
    }
  }

  /** All of them; asked in this order and only of messages that matched those before. */
  record All(List<Condition> parts) implements Condition {

    private static final All OF_NOTHING = new All(List.of());

    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public EntryFilter entries() {
      List<EntryFilter> known = new ArrayList<>(parts.size());
      for (Condition part : parts) {
        EntryFilter entries = part.entries();
        if (entries != EntryFilter.ALL) {
          known.add(entries);
        }
      }
      if (known.size() < 2) {
        return known.isEmpty() ? EntryFilter.ALL : known.get(0);
      }
      return tagsCode -> {
        for (int i = 0; i < known.size(); i++) {
          if (!known.get(i).matches(tagsCode)) {
            return false;
          }
        }
        return true;
      };
    }

    @Override
    public boolean plain() {
      return parts.stream().allMatch(Condition::plain);
    }

    @Override
    public void collectNames(Collection<String> into) {
      parts.forEach(part -> part.collectNames(into));
    }
  }

  /** Any of them; asked in this order and only of messages that did not match those before. */
  record Any(List<Condition> parts) implements Condition {

    private static final Any OF_NOTHING = new Any(List.of());

    public Any {
      parts = List.copyOf(parts);
    }

    @Override
    public EntryFilter entries() {
      List<EntryFilter> known = parts.stream().map(Condition::entries).toList();
      if (known.contains(EntryFilter.ALL)) {
        return EntryFilter.ALL;
      }
      return tagsCode -> {
        for (int i = 0; i < known.size(); i++) {
          if (known.get(i).matches(tagsCode)) {
            return true;
          }
        }
        return false;
      };
    }

    @Override
    public boolean plain() {
      return parts.stream().allMatch(Condition::plain);
    }

    @Override
    public void collectNames(Collection<String> into) {
      parts.forEach(part -> part.collectNames(into));
    }
  }

  /** The reverse. */
  record Not(Condition part) implements Condition {

    @Override
    public EntryFilter entries() {
      if (!part.plain()) {
        return EntryFilter.ALL;
      }
      EntryFilter reversed = part.entries();
      return tagsCode -> !reversed.matches(tagsCode);
    }

    @Override
    public boolean plain() {
      return part.plain();
    }

    @Override
    public void collectNames(Collection<String> into) {
      part.collectNames(into);
    }
  }

  /** A property of the message has this value. */
  record Property(String name, String value) implements Condition {

    @Override
    public EntryFilter entries() {
      return EntryFilter.ALL;
    }

    @Override
    public boolean plain() {
      return false;
    }

    @Override
    public void collectNames(Collection<String> into) {}
  }

  /**
   * One claimant owns the message and has not consumed it.
   *
   * @param consumed by it, from where it stands
   */
  record Owed(int own, Claims claims, int state, List<Claims.Consumed> consumed)
      implements Condition {

    public Owed {
      consumed = List.copyOf(consumed);
    }

    /** What the claimant wants. */
    Condition wants() {
      for (Claims.Claim claim : claims.all()) {
        if (claim.id() == own) {
          return claim.wants();
        }
      }
      throw new IllegalStateException("claimant " + own + " has no claim");
    }

    @Override
    public EntryFilter entries() {
      return claims.orphans() ? EntryFilter.ALL : wants().entries();
    }

    @Override
    public boolean plain() {
      return false;
    }

    @Override
    public void collectNames(Collection<String> into) {
      claims.all().forEach(claim -> claim.wants().collectNames(into));
    }
  }

  /** The message is at this queue offset or behind it. */
  record From(long queueOffset) implements Condition {

    @Override
    public EntryFilter entries() {
      return EntryFilter.ALL;
    }

    @Override
    public boolean plain() {
      return false;
    }

    @Override
    public void collectNames(Collection<String> into) {}
  }
}
