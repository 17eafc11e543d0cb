/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.kernel.ConsumerOffsets;

/**
 * Where groups stand, as one of their clients sees it: its group as a whole, or in per-member mode
 * its share of it. Thread-safe; never blocks.
 */
final class GroupProgress {

  private final ConsumerOffsets offsets;
  private final OffsetResets resets;
  private final Memberships memberships;

  GroupProgress(PullParts parts) {
    this.offsets = parts.offsets();
    this.resets = parts.resets();
    this.memberships = parts.memberships();
  }

  /** An offset that an operator set and that is to be taken over, otherwise the progress; or -1. */
  long offset(String group, String topic, int queueId, Connection connection)
      throws CommandException {
    Membership member = memberships.of(group, connection);
    if (member != null) {
      return member.offset(topic, queueId);
    }
    if (memberships.foreign(group, connection) && memberships.owns(group, topic)) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR,
          "group "
              + group
              + " is in per-member mode: a client is told its progress after its first heartbeat");
    }
    long pending = resets.pending(group, topic, queueId);
    return pending >= 0 ? pending : offsets.offset(group, topic, queueId);
  }

  /**
   * @return {@code false} where it does not count: the client is to be sent elsewhere, or the group
   *     is in per-member mode and it is not known whose progress this is
   */
  boolean commit(String group, String topic, int queueId, long offset, Connection connection) {
    Membership member = memberships.of(group, connection);
    if (member != null) {
      if (member.moving(topic, queueId)) {
        return false;
      }
      member.commit(topic, queueId, offset);
      return true;
    }
    if (resets.pending(group, topic, queueId) >= 0 || memberships.owns(group, topic)) {
      return false;
    }
    offsets.commit(group, topic, queueId, offset);
    return true;
  }

  /** Whether a client cannot set the progress, since it is no member of a share. */
  boolean foreign(String group, String topic, Connection connection) {
    return memberships.owns(group, topic) && memberships.of(group, connection) == null;
  }

  /** Where a client has to go instead of where it pulls from, -1 where it may go on; told once. */
  long move(PullCommand command) {
    Membership member = memberships.of(command.group, command.connection());
    if (member != null) {
      return member.move(command.topic, command.queueId, command.queueOffset);
    }
    long target = resets.pending(command.group, command.topic, command.queueId);
    return target < 0 ? -1 : resets.take(command.group, command.topic, command.queueId);
  }
}
