/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker;

import java.nio.file.Path;
import org.marquetry.plugin.Providers;
import org.marquetry.store.StorageBackend;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.marquetry.system.Scheduler;

/**
 * What a broker gets of the node that it runs on. Immutable.
 *
 * @param dataDirectory default place of the store
 */
public record Node(
    Path dataDirectory,
    Providers<StorageBackend> backends,
    Plugins plugins,
    Disk disk,
    Clock clock,
    Scheduler scheduler) {}
