/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.syntax;

/**
 * A part of an expression.
 *
 * @param begin of its first character
 * @param end behind its last character
 */
record Token(TokenType type, int begin, int end) {}
