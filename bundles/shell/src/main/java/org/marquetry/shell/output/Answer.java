/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.output;

/** What a command has to say: for people as text, for scripts as JSON. */
public interface Answer {

  /** Lines without a line end after the last one. */
  String text();

  /** A value for {@link Json}: maps, lists, strings, numbers, booleans and {@code null}. */
  Object json();
}
