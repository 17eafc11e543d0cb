/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

/**
 * What an expression may have. A stranger's expression must neither overflow the stack nor take
 * longer for one message than a filter is granted.
 */
public final class Limits {

  /** Characters. */
  public static final int LENGTH = 256 * 1024;

  /** Parentheses, or conditions, within each other: half a megabyte of stack at the worst. */
  public static final int NESTING = 300;

  /** Different properties. */
  public static final int PROPERTIES = 1_000;

  /** Comparisons, and properties that stand for one. */
  public static final int COMPARISONS = 4_000;

  /** Texts of one IN. */
  public static final int IN_TEXTS = 10_000;

  private Limits() {}
}
