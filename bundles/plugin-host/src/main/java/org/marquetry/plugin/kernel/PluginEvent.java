/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

/**
 * Something that happened to a plugin. Immutable; made of text, so that it holds no plugin.
 *
 * @param atMillis time of day
 * @param name of the plugin
 * @param version that it is about; empty where it is about none
 * @param other version that was in use before or is instead; empty where there is none
 * @param detail for people, or empty
 * @param activeMillis time from the drop of the bundle until it was in use; negative where that is
 *     not known
 * @param pauseNanos time in which calls could not go on; negative where that has no meaning
 */
public record PluginEvent(
    long atMillis,
    What what,
    String kind,
    String name,
    String version,
    String other,
    String detail,
    long activeMillis,
    long pauseNanos) {

  /** Kinds of events. */
  public enum What {
    CAME("came"),
    WENT("went"),
    SWAPPED("swapped"),
    HANDED_OVER("handed-over"),
    SWITCHED("switched"),
    PUT_ASIDE("put-aside"),
    FELL_BACK("fell-back"),
    RESET("reset"),
    OVERRUN("overrun"),
    THREAD_ENDED("thread-ended"),
    CUT_OFF("cut-off"),
    REFUSED("refused"),
    CANARY_STARTED("canary-started"),
    CANARY_PROMOTED("canary-promoted"),
    CANARY_REVERTED("canary-reverted"),
    CANARY_ENDED("canary-ended"),
    RECOVERED("recovered");

    private final String word;

    What(String word) {
      this.word = word;
    }

    /** As in histories and event topics. */
    public String word() {
      return word;
    }

    /** How the version stands to the other one. */
    private String relation() {
      return switch (this) {
        case CANARY_STARTED -> "beside";
        case CANARY_REVERTED -> "in favour of";
        default -> "instead of";
      };
    }

    /** Whether people should look at it. */
    public boolean isTrouble() {
      return switch (this) {
        case PUT_ASIDE, FELL_BACK, OVERRUN, CUT_OFF, REFUSED -> true;
        default -> false;
      };
    }
  }

  /** One line for people. */
  public String sentence() {
    StringBuilder text = new StringBuilder(name.equals("-") ? "plugins" : kind + " plugin " + name);
    if (!version.isEmpty()) {
      text.append(' ').append(version);
    }
    text.append(": ").append(what.word());
    if (!other.isEmpty()) {
      text.append(' ').append(what.relation()).append(' ').append(other);
    }
    if (!detail.isEmpty()) {
      text.append(", ").append(detail);
    }
    if (pauseNanos >= 0) {
      text.append(", pause ").append(pauseNanos / 1_000).append(" µs");
    }
    if (activeMillis >= 0) {
      text.append(", active ").append(activeMillis).append(" ms after its drop");
    }
    return text.toString();
  }

  /** A jar or service that is not used. */
  public static PluginEvent refused(String kind, String name, String version, String why) {
    return of(What.REFUSED, kind, name, version, why);
  }

  static PluginEvent of(What what, String kind, String name, String version, String detail) {
    return new PluginEvent(0, what, kind, name, version, "", detail, -1, -1);
  }

  PluginEvent other(String given) {
    return new PluginEvent(
        atMillis, what, kind, name, version, given, detail, activeMillis, pauseNanos);
  }

  PluginEvent pause(long nanos) {
    return new PluginEvent(atMillis, what, kind, name, version, other, detail, activeMillis, nanos);
  }

  PluginEvent active(long millis) {
    return new PluginEvent(atMillis, what, kind, name, version, other, detail, millis, pauseNanos);
  }

  PluginEvent detailed(String text) {
    return new PluginEvent(
        atMillis, what, kind, name, version, other, text, activeMillis, pauseNanos);
  }

  PluginEvent at(long millis) {
    return new PluginEvent(
        millis, what, kind, name, version, other, detail, activeMillis, pauseNanos);
  }
}
