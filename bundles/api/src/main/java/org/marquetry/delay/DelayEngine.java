/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.delay;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A delay engine: a plugin published as a service with the property {@link #NAME}.
 *
 * <p>The broker keeps delayed messages in its log. An engine is an index over them: it is given
 * references with the times at which they are due, and gives them back when they are. It need not
 * keep anything beyond {@link DelaySchedule#close}: whatever becomes of it (an update, a crash,
 * another engine chosen by the operator), a new schedule is filled from the log with everything
 * that is still to be delivered, and goes on. No message is lost, early or delivered twice by that.
 *
 * <p>Called on threads of this plugin's own, never on an I/O thread; the calls of one schedule come
 * one after the other, each on a budget of time and memory. An engine that fails or overruns its
 * budget again and again is put aside, and its messages wait until an operator resets it or chooses
 * another.
 *
 * <pre>{@code
 * @Component(service = DelayEngine.class, property = DelayEngine.NAME + "=heap")
 * public final class HeapEngine implements DelayEngine {
 *   @Override
 *   public DelaySchedule open(DelayContext context) {
 *     return new HeapSchedule();
 *   }
 * }
 * }</pre>
 */
@ConsumerType
public interface DelayEngine {

  /** Service property: the engine's name, by which operators choose it. */
  String NAME = "delay.engine";

  /**
   * Service property: the lanes that the engine can serve, {@link #LEVELS} or {@link #TIMER} or
   * both (a text or several). Without it the engine serves every lane.
   */
  String LANES = "delay.lanes";

  /**
   * The lane of delay levels: one queue for each level. In each queue references are contiguous but
   * for messages that are gone, and no message is due before its predecessor.
   */
  String LEVELS = "levels";

  /** The lane of messages with delivery times of their own: one queue, due in any order. */
  String TIMER = "timer";

  /**
   * Makes an empty schedule. May block for the disk.
   *
   * @param context what the schedule is made with
   * @return the schedule
   * @throws IOException if it cannot be made; the message names the remedy
   */
  DelaySchedule open(DelayContext context) throws IOException;
}
