/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import org.marquetry.broker.filter.Condition;
import org.marquetry.broker.filter.Filters;
import org.marquetry.broker.filter.Illegal;
import org.marquetry.broker.pull.Subscription;
import org.marquetry.plugin.Gap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the expressions compiled that a heartbeat brings for the first time, so that an illegal one
 * is told at once, and of whom, and not only when messages are pulled. Thread-safe; never blocks.
 */
final class NewSubscriptions {

  private static final Logger LOG = LoggerFactory.getLogger(NewSubscriptions.class);

  private final Filters filters;

  NewSubscriptions(Filters filters) {
    this.filters = filters;
  }

  void look(String group, String clientId, Iterable<Subscription> subscriptions) {
    for (Subscription subscription : subscriptions) {
      if (subscription.illegal() != null) {
        refused(group, clientId, subscription, subscription.illegal().text());
      } else if (subscription.condition() instanceof Condition.Matches wanted) {
        if (filters.known(wanted.name())) {
          check(group, clientId, subscription, wanted);
        } else {
          refused(group, clientId, subscription, Filters.unsupported(wanted.name()));
        }
      }
    }
  }

  private void check(
      String group, String clientId, Subscription subscription, Condition.Matches wanted) {
    filters.check(
        wanted.name(),
        wanted.expression(),
        new Filters.Checked() {
          @Override
          public void legal() {}

          @Override
          public void illegal(Illegal illegal) {
            refused(group, clientId, subscription, illegal.text());
          }

          @Override
          public void unknown(Gap gap) {
            LOG.warn(
                "consumer group {}: the subscription of {} to {} waits: {}",
                group,
                clientId,
                subscription.topic(),
                gap.reason());
          }
        });
  }

  private static void refused(
      String group, String clientId, Subscription subscription, String reason) {
    LOG.warn(
        "consumer group {}: the subscription of {} to {} is refused: {}",
        group,
        clientId,
        subscription.topic(),
        reason);
  }
}
