/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

/**
 * When producers are asked what became of their transactions.
 *
 * @param timeoutMillis age from which on they are asked
 * @param maxChecks after how many questions a message is set aside
 * @param maxAgeMillis age from which on a message is set aside
 */
record CheckRules(long timeoutMillis, int maxChecks, long maxAgeMillis) {}
