/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.admin;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What an operator asks of the messages that consumers have given up. Published as a service while
 * a broker runs. Thread-safe; everything blocks for the disk.
 *
 * <pre>{@code
 * DeadLetterAdmin.Resent resent = deadLetters.resend("billing", -1, 1_000);
 * System.out.println(resent.messages() + " sent again, " + resent.left() + " left");
 * }</pre>
 */
@ProviderType
public interface DeadLetterAdmin {

  /**
   * Gives a group its dead letters once more, as messages that were never retried. They stay among
   * the dead letters, too.
   *
   * @param group name of the consumer group
   * @param from offset among its dead letters to begin at, 0 or more; -1 goes on behind those that
   *     were sent again before
   * @param most how many, at least 1
   * @return what was sent
   * @throws AdminException if the group has no dead letters, or the store does not take them: the
   *     message says how many were sent
   */
  Resent resend(String group, long from, int most) throws AdminException;

  /**
   * What was sent again.
   *
   * @param messages how many
   * @param next offset among the dead letters to go on from
   * @param left dead letters behind that offset
   */
  record Resent(int messages, long next, long left) {}
}
