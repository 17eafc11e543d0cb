/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.benchmarks.endtoend;

/**
 * A node after its start, before any load.
 *
 * @param startMillis from the launch of the processes until a client can connect and find a route
 * @param heapKib live heap of the broker's process after a full collection
 * @param anonymousKib its resident memory without file mappings
 * @param residentKib its resident memory
 */
record StartFigures(
    String node, int round, long startMillis, long heapKib, long anonymousKib, long residentKib) {}
