/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.send.MessageWriter;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.delay.DelayEngine;
import org.marquetry.plugin.PluginCalls;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.marquetry.system.Scheduler;

/**
 * What the delivery of delayed messages works with.
 *
 * @param offsets how far the levels are delivered
 * @param progress how far everything else is
 */
public record DelayParts(
    LiveSettings settings,
    MessageStore store,
    MessageWriter writer,
    TopicTable topics,
    PluginCalls<DelayEngine> engines,
    DelayOffsets offsets,
    DelayProgress progress,
    CancelledLevels cancelled,
    TimerCheck timerCheck,
    Disk disk,
    Clock clock,
    Scheduler scheduler) {}
