/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.spi;

import java.util.List;
import org.marquetry.message.MessageView;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Messages on their way to a consumer. Valid during the call; for the calling thread.
 *
 * <pre>{@code
 * for (MessageView message : context.messages()) {
 *   log.info("{} goes to {}", message.property("UNIQ_KEY"), context.clientAddress());
 * }
 * }</pre>
 */
@ProviderType
public interface DeliverContext {

  /** {@return the consumer group} */
  String group();

  /** {@return the topic} */
  String topic();

  /** {@return the number of the queue in its topic, from 0} */
  int queueId();

  /** {@return {@code host:port} of the client} */
  String clientAddress();

  /** {@return the messages in queue order, at least one; each valid during the call} */
  List<MessageView> messages();

  /**
   * Holds the batch back: the consumer gets nothing now and asks again from the same offset.
   *
   * @param reason shown in the shell
   */
  void holdBack(String reason);
}
