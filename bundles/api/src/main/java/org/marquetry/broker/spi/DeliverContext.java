/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.spi;

import java.util.List;
import org.marquetry.message.MessageView;
import org.osgi.annotation.versioning.ProviderType;

/** Messages on their way to a consumer. Valid during the call; for the calling thread. */
@ProviderType
public interface DeliverContext {

  String group();

  String topic();

  int queueId();

  /** {@code host:port} of the client. */
  String clientAddress();

  /** In queue order, at least one. */
  List<MessageView> messages();

  /**
   * Holds the batch back: the consumer gets nothing now and asks again from the same offset.
   *
   * @param reason shown in the shell
   */
  void holdBack(String reason);
}
