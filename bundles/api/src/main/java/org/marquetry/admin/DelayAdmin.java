/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.admin;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What an operator asks of messages that wait for their delivery time. Published as a service while
 * a broker runs. Thread-safe; everything but {@link #lanes} may block for the disk.
 *
 * <pre>{@code
 * for (DelayAdmin.Waiting message : delay.waiting("orders", 10)) {
 *   System.out.println(message.uniqueKey() + " is due at " + message.dueMillis());
 * }
 * }</pre>
 */
@ProviderType
public interface DelayAdmin {

  /** {@return the two lanes, {@code levels} and {@code timer}, and the engine that serves each} */
  List<Lane> lanes();

  /**
   * Messages that wait, those due first first.
   *
   * @param topic only those that go there; {@code null} for all
   * @param most at most so many, at least 1
   * @return the messages
   * @throws AdminException if so many messages wait that those of the topic cannot be picked out
   */
  List<Waiting> waiting(String topic, int most) throws AdminException;

  /**
   * Messages with a key that wait, were cancelled or were delivered, the newest first.
   *
   * @param key unique key or any of the keys that the producer gave
   * @return the messages
   * @throws AdminException if keys are not indexed
   */
  List<Waiting> find(String key) throws AdminException;

  /**
   * Takes messages with a key back that wait.
   *
   * @param key unique key or any of the keys that the producer gave
   * @return how many; 0 where {@link #find} shows none that waits
   * @throws AdminException if they could not be taken back: they are delivered then
   */
  int cancel(String key) throws AdminException;

  /**
   * Gives messages with a key that wait another delivery time.
   *
   * @param key unique key or any of the keys that the producer gave
   * @param dueMillis in milliseconds since 1970; a time that is over stands for now
   * @return how many; 0 where {@link #find} shows none that waits
   * @throws AdminException if they could not be given it: their time is as before then
   */
  int reschedule(String key, long dueMillis) throws AdminException;

  /**
   * Has another engine serve a lane, from now on and until the configuration says otherwise.
   * Returns at once: the new engine is filled with what waits and then goes on.
   *
   * @param lane {@code levels} or {@code timer}
   * @param engine its name
   * @throws AdminException if the engine is not there or cannot serve the lane
   */
  void switchEngine(String lane, String engine) throws AdminException;

  /**
   * One lane.
   *
   * @param name of the lane
   * @param engine that serves it now
   * @param configured engine that is to serve it
   * @param state {@code serving}, {@code filling} (the engine is still being given what waits) or
   *     {@code waiting} (nothing is delivered)
   * @param pending messages that wait, as far as the engine knows them
   * @param lateMillis by how much the first of them is over its time; 0 where none is
   * @param detail why nothing is delivered and what to do; may be empty
   */
  record Lane(
      String name,
      String engine,
      String configured,
      String state,
      long pending,
      long lateMillis,
      String detail) {}

  /**
   * A message that waits or has waited.
   *
   * @param state {@code waiting}, {@code cancelled} or {@code delivered}
   * @param lane that it waits in
   * @param level delay level; 0 for a delivery time of its own
   * @param topic where it goes
   * @param queueId queue of the topic
   * @param uniqueKey may be empty
   * @param keys that the producer gave, separated by blanks; may be empty
   * @param dueMillis in milliseconds since 1970
   * @param storeMillis when it was stored, in milliseconds since 1970
   * @param lateMillis by how much it is over its time while it waits; else 0
   */
  record Waiting(
      String state,
      String lane,
      int level,
      String topic,
      int queueId,
      String uniqueKey,
      String keys,
      long dueMillis,
      long storeMillis,
      long lateMillis) {}
}
