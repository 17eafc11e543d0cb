/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.message.PropertyNames;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.store.light.LightQueues;

/** Checks the light queues that producers name: the store itself would pass over them. */
final class LightNames {

  private final LiveSettings settings;
  private final MessageStore store;

  LightNames(LiveSettings settings, MessageStore store) {
    this.settings = settings;
    this.store = store;
  }

  /**
   * @throws CommandException code 13 if a name is none of a light queue, code 2017 if there are as
   *     many as there may be
   */
  void check(String topic, PropertyScan scan) throws CommandException {
    if (!scan.has(PropertyScan.LIGHT_QUEUES)) {
      return;
    }
    String value = scan.lightQueues();
    BrokerSettings.LightQueues rules = settings.current().lightQueues();
    if (value == null || !rules.fanOut() || !TopicNames.fansOut(topic)) {
      return;
    }
    String[] names = LightQueues.names(value);
    for (String name : names) {
      String problem = LightQueues.problem(name);
      if (problem != null) {
        throw new CommandException(
            ResponseCode.MESSAGE_ILLEGAL,
            "the message is illegal: property "
                + PropertyNames.LIGHT_QUEUES
                + " names '"
                + name
                + "', which "
                + problem
                + ": no light queue can be called so");
      }
    }
    if (rules.quota()) {
      checkQuota(names, rules.most());
    }
  }

  private void checkQuota(String[] names, int most) throws CommandException {
    int free = Integer.MIN_VALUE;
    for (String name : names) {
      if (store.queue(name, LightQueues.QUEUE_ID) == null) {
        free = free == Integer.MIN_VALUE ? most - store.lightQueues() : free;
        if (--free < 0) {
          throw new CommandException(
              ResponseCode.LMQ_QUOTA_EXCEEDED,
              "there are "
                  + most
                  + " light queues, as many as there may be (enableLmqQuota=true,"
                  + " maxLmqConsumeQueueNum="
                  + most
                  + "): "
                  + name
                  + " cannot be made. Delete some, or raise maxLmqConsumeQueueNum");
        }
      }
    }
  }
}
