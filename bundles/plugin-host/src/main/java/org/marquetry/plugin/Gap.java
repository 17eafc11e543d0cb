/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin;

/**
 * Why a call into a plugin has no result.
 *
 * @param name the plugin's name as it was called
 * @param reason for people: names the plugin and what to do
 * @param failure what the plugin threw, or {@code null}; must not be kept, it may hold the plugin
 */
public record Gap(Cause cause, String name, String reason, Throwable failure) {

  /** Kinds of gaps. */
  public enum Cause {
    /** No such plugin is there. */
    ABSENT,
    /** The plugin is put aside after failures and no older version stands in. */
    PUT_ASIDE,
    /** The plugin threw. */
    FAILED,
    /** The plugin was given up on: over its time or memory. */
    OVERRUN,
    /** Too many calls wait for the plugin. */
    BUSY
  }
}
