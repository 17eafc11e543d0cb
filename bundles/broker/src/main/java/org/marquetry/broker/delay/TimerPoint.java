/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

/**
 * How far the messages of the timer's queue are settled: those before {@code offset} that were due
 * at or before {@code millis}.
 *
 * @param position in the log; what was stored before it for messages that were due counts as
 *     settled by the other two
 */
record TimerPoint(long millis, long offset, long position) {}
