/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What an assignment is computed from. Immutable; the collections cannot be changed. Valid during
 * the call.
 *
 * <pre>{@code
 * int members = context.clients().size();
 * int mine = context.clients().indexOf(context.client());
 * return context.queues().stream().filter(queue -> queue.number() % members == mine).toList();
 * }</pre>
 */
@ProviderType
public interface AllocateContext {

  /** {@return the consumer group} */
  String group();

  /** {@return the member whose queues are asked for; one of {@link #clients()}} */
  String client();

  /** {@return every queue of the topic, ascending, at least one} */
  List<QueueId> queues();

  /** {@return the ids of the group's members, ascending, each once} */
  List<String> clients();

  /**
   * {@return what each member had before, by client id; may name members and queues that are gone}
   */
  Map<String, List<QueueId>> previous();

  /**
   * {@return what the operator set for this group and strategy, as the queues of {@code CONFIG} or
   * the rooms of {@code MACHINE_ROOM}; empty where nothing is set}
   */
  Map<String, String> settings();
}
