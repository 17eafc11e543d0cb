/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

/**
 * How quick a store is; all in nanoseconds. Of appends of single messages one in eight is timed.
 *
 * @param longestAppend since the store was opened, with all that it waited for but the disk
 * @param append99 what 99 of 100 appends of the last one to two minutes did not exceed; 0 where
 *     there was none
 * @param append999 what 999 of 1000 of them did not exceed
 * @param appendUnderWay how long the append has held the log that is under way; 0 where none is
 * @param appendsRefused number of appends that were not let in, or failed
 * @param longestPull since the store was opened
 */
public record StoreTimes(
    long longestAppend,
    long append99,
    long append999,
    long appendUnderWay,
    long appendsRefused,
    long longestPull) {}
