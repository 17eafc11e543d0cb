/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import org.marquetry.broker.json.JsonText;
import org.marquetry.broker.pull.Subscription;

/** Writes subscriptions as tools read them. Stateless. */
public final class SubscriptionJson {

  private SubscriptionJson() {}

  public static void write(JsonText json, Subscription subscription) {
    json.object();
    json.name("classFilterMode").value(subscription.classFilter());
    json.name("codeSet").array();
    for (int code : subscription.codes()) {
      json.value(code);
    }
    json.end();
    json.name("expressionType").value(subscription.type());
    json.name("subString").value(subscription.expression());
    json.name("subVersion").value(subscription.version());
    json.name("tagsSet").values(subscription.tags());
    json.name("topic").value(subscription.topic());
    json.end();
  }
}
