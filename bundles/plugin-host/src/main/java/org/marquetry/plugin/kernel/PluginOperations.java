/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.marquetry.admin.AdminException;
import org.marquetry.plugin.kernel.PluginEvent.What;
import org.marquetry.plugin.kernel.PluginState.Accepted;
import org.marquetry.plugin.kernel.PluginState.Cause;
import org.marquetry.plugin.kernel.PluginState.Mark;
import org.marquetry.plugin.kernel.PluginState.Trial;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators and rules decide about plugins. Each decision is one change of the journal: it is
 * on disk before calls go elsewhere. Thread-safe; waits for the disk.
 */
public final class PluginOperations {

  private static final Logger LOG = LoggerFactory.getLogger(PluginOperations.class);
  private static final int ALL = 100;

  private final PluginPlatform platform;

  /** Why a rule could not do what it has decided: told once, not every time it is tried again. */
  private final Map<PluginId, String> undecided = new ConcurrentHashMap<>();

  public PluginOperations(PluginPlatform platform) {
    this.platform = platform;
  }

  /**
   * Forgets why versions of a plugin are not used, and what they failed at.
   *
   * @param plugin its name, or {@code kind/name}
   * @param version only this one, or {@code null}
   */
  public void reset(String plugin, String version) throws AdminException {
    VersionSet<?> set = find(plugin);
    if (version != null && !known(set, version)) {
      throw new AdminException(
          "the " + set.id() + " has no version " + version + "; there are " + versions(set));
    }
    change(
        set,
        "reset of the " + set.id(),
        state ->
            state.withoutMarks(set.id(), mark -> version == null || mark.version().equals(version)),
        () -> set.resetCircuits(version));
    tell(set, What.RESET, version == null ? "" : version, "", inUseNow(set));
  }

  private boolean known(VersionSet<?> set, String version) {
    return set.slot(version) != null || platform.journal().state().mark(set.id(), version) != null;
  }

  private static String inUseNow(VersionSet<?> set) {
    Slot<?> inUse = set.inUse();
    return inUse == null ? "none is in use" : inUse.version() + " is in use";
  }

  /**
   * Gives a version a share of the keys, and the others to the version in use, or, where that is
   * the very version, to the best one beside it.
   *
   * @param plugin its name, or {@code kind/name}
   * @param percent 1 to 100; 100 brings it in use
   */
  public void startCanary(String plugin, String version, int percent) throws AdminException {
    VersionSet<?> set = find(plugin);
    Slot<?> tried = callable(set, version);
    if (percent < 1 || percent > ALL) {
      throw new AdminException(
          "the share is " + percent + "%, allowed are 1% to 100%; to end a canary revert it");
    }
    Trial before = platform.journal().state().trial(set.id());
    if (before != null && !before.version().equals(version)) {
      throw new AdminException(
          "version "
              + before.version()
              + " of the "
              + set.id()
              + " is on trial: promote or revert it first");
    }
    if (percent == ALL) {
      promote(set, before, tried.version(), "by hand");
      return;
    }
    String stable = before == null ? stableBeside(set, tried) : before.stable();
    long since = before == null ? platform.clock().millis() : before.sinceMillis();
    Trial trial = new Trial(set.id(), version, stable, percent, since);
    change(
        set,
        percent + "% of the keys for version " + version + " of the " + set.id(),
        state -> withoutHold(state, set.id(), version).with(trial),
        () -> {});
    tell(set, What.CANARY_STARTED, version, stable, "gets " + percent + "% of the keys");
  }

  /** A version that has been put aside meanwhile stays so. */
  private static PluginState withoutHold(PluginState state, PluginId id, String version) {
    return state.withoutMarks(
        id, mark -> mark.version().equals(version) && mark.cause() == Cause.HELD);
  }

  private static String stableBeside(VersionSet<?> set, Slot<?> tried) throws AdminException {
    Slot<?> inUse = set.inUse();
    if (inUse != null && !inUse.version().equals(tried.version())) {
      return inUse.version();
    }
    for (Slot<?> slot : set.slots()) {
      if (!slot.version().equals(tried.version())
          && set.route().callable().containsKey(slot.version())) {
        return slot.version();
      }
    }
    throw new AdminException(
        "version "
            + tried.version()
            + " is the only one of the "
            + set.id()
            + " that can be called: put another one beside it to share the keys with");
  }

  /** Brings the version on trial in use. */
  public void promoteCanary(String plugin) throws AdminException {
    VersionSet<?> set = find(plugin);
    Trial trial = trial(set);
    callable(set, trial.version());
    promote(set, trial, trial.version(), "by hand");
  }

  /** Gives all keys to the version beside the one on trial. */
  public void revertCanary(String plugin) throws AdminException {
    VersionSet<?> set = find(plugin);
    revert(set, trial(set), "by hand");
  }

  private Trial trial(VersionSet<?> set) throws AdminException {
    Trial trial = platform.journal().state().trial(set.id());
    if (trial == null) {
      throw new AdminException(
          "no version of the "
              + set.id()
              + " is on trial; mq:plugin-canary NAME VERSION SHARE begins one");
    }
    return trial;
  }

  private void promote(VersionSet<?> set, Trial expected, String version, String why)
      throws AdminException {
    long now = platform.clock().millis();
    Slot<?> before = set.inUse();
    List<Mark> held = new ArrayList<>();
    for (Slot<?> slot : set.slots()) {
      if (slot.isNewerThan(version) && set.route().callable().containsKey(slot.version())) {
        held.add(
            new Mark(
                set.id(),
                slot.version(),
                Cause.HELD,
                version + " is preferred since it was promoted " + why,
                now));
      }
    }
    boolean made =
        decide(
            set,
            expected,
            version,
            state -> {
              PluginState next =
                  withoutHold(state.withoutTrial(set.id()), set.id(), version)
                      .with(new Accepted(set.id(), version));
              for (Mark mark : held) {
                next = next.isAside(set.id(), mark.version()) ? next : next.with(mark);
              }
              return next;
            });
    if (made) {
      tell(
          set,
          What.CANARY_PROMOTED,
          version,
          before == null || before.version().equals(version) ? "" : before.version(),
          why);
    }
  }

  private void revert(VersionSet<?> set, Trial trial, String why) throws AdminException {
    Mark held =
        new Mark(
            set.id(),
            trial.version(),
            Cause.HELD,
            "reverted " + why + "; mq:plugin-reset lets it be used",
            platform.clock().millis());
    boolean made =
        decide(
            set,
            trial,
            trial.stable(),
            state -> {
              PluginState next = state.withoutTrial(set.id());
              return next.isAside(set.id(), trial.version()) ? next : next.with(held);
            });
    if (made) {
      tell(set, What.CANARY_REVERTED, trial.version(), trial.stable(), why);
    }
  }

  /**
   * Ends a trial in favour of a version.
   *
   * @param expected the trial, or {@code null}; where it is another one by now somebody else has
   *     just decided about it and nothing is changed
   * @return whether it is changed
   */
  private boolean decide(
      VersionSet<?> set, Trial expected, String winner, UnaryOperator<PluginState> change)
      throws AdminException {
    AtomicBoolean made = new AtomicBoolean();
    change(
        set,
        "version " + winner + " of the " + set.id() + " for all keys",
        state -> {
          made.set(Objects.equals(expected, state.trial(set.id())));
          return made.get() ? change.apply(state) : state;
        },
        () -> {});
    return made.get();
  }

  /** Lets rules decide about the versions on trial; to be called now and then. */
  public void judge() {
    for (ProviderTable<?> table : platform.tables()) {
      for (VersionSet<?> set : table.sets()) {
        Trial trial = platform.journal().state().trial(set.id());
        if (trial != null) {
          judge(set, trial);
        }
      }
    }
  }

  private void judge(VersionSet<?> set, Trial trial) {
    Mark mark = platform.journal().state().mark(set.id(), trial.version());
    CanaryTrial<?> running = set.route().trial();
    if (running != null && !running.isOf(trial)) {
      // Another one has just begun: it is judged the next time.
      return;
    }
    try {
      if (mark != null && mark.cause() == Cause.PUT_ASIDE) {
        revert(set, trial, "because it is put aside: " + mark.reason());
      } else if (running != null) {
        CanaryReport report = running.report(platform.clock().millis());
        PluginSettings.CanaryRule rule = running.tried().settings().canary();
        String failure = report.failure(rule);
        if (failure != null) {
          revert(set, trial, "by rule: " + failure);
        } else if (report.hasProven(rule)) {
          promote(
              set,
              trial,
              trial.version(),
              "by rule: "
                  + report.tried().calls()
                  + " calls did as well as those of "
                  + trial.stable());
        }
      }
      undecided.remove(set.id());
    } catch (AdminException e) {
      if (!e.getMessage().equals(undecided.put(set.id(), e.getMessage()))) {
        LOG.warn("The canary of the {} goes on: {}", set.id(), e.getMessage());
      }
    }
  }

  private Slot<?> callable(VersionSet<?> set, String version) throws AdminException {
    Slot<?> slot = set.route().callable().get(version);
    if (slot != null) {
      return slot;
    }
    String aside = set.route().aside().get(version);
    throw new AdminException(
        aside == null
            ? "the " + set.id() + " has no version " + version + "; there are " + versions(set)
            : "version "
                + version
                + " of the "
                + set.id()
                + " is put aside: "
                + aside
                + "; call mq:plugin-reset "
                + set.id().name()
                + " "
                + version
                + " first");
  }

  private static String versions(VersionSet<?> set) {
    return set.slots().isEmpty()
        ? "none"
        : set.slots().stream().map(Slot::version).distinct().collect(Collectors.joining(", "));
  }

  /**
   * @param plugin a name, or {@code kind/name}
   */
  VersionSet<?> find(String plugin) throws AdminException {
    List<VersionSet<?>> found = new ArrayList<>();
    List<String> all = new ArrayList<>();
    for (ProviderTable<?> table : platform.tables()) {
      for (VersionSet<?> set : table.sets()) {
        String exact = set.kind() + "/" + set.id().name();
        if (plugin.equals(set.id().name()) || plugin.equals(exact)) {
          found.add(set);
        }
        all.add(set.id().name());
      }
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    throw new AdminException(
        found.isEmpty()
            ? "there is no plugin "
                + plugin
                + (all.isEmpty() ? "" : "; there are " + String.join(", ", all))
            : "several plugins are called "
                + plugin
                + ": say "
                + found.stream()
                    .map(set -> set.kind() + "/" + set.id().name())
                    .collect(Collectors.joining(" or ")));
  }

  private void change(
      VersionSet<?> set, String why, UnaryOperator<PluginState> change, Runnable besides)
      throws AdminException {
    try {
      platform
          .journal()
          .change(
              why,
              change,
              () -> {
                besides.run();
                set.reroute();
              });
    } catch (IOException e) {
      throw new AdminException("nothing is changed: " + e.getMessage(), e);
    }
    set.tellChange();
  }

  private void tell(VersionSet<?> set, What what, String version, String other, String detail) {
    platform.tell(PluginEvent.of(what, set.kind(), set.id().name(), version, detail).other(other));
  }
}
