/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.intercept;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.marquetry.broker.spi.SendInterceptor;
import org.marquetry.broker.spi.SendOutcome;
import org.marquetry.plugin.Gap;
import org.marquetry.plugin.PluginCalls;
import org.marquetry.plugin.PluginOutcome;
import org.marquetry.remoting.Connection;

/**
 * Tells the interceptors what became of a send; the client does not wait for them. The send is
 * forgotten when all have been told.
 */
final class SendReport implements InterceptedSend.Settled {

  private final SendInterception owner;
  private final Connection connection;
  private final PluginCalls<SendInterceptor> calls;
  private final InterceptedSend send;
  private final List<Chain.Link> links;
  private final AtomicInteger untold = new AtomicInteger(1);

  SendReport(
      SendInterception owner,
      Connection connection,
      PluginCalls<SendInterceptor> calls,
      InterceptedSend send,
      List<Chain.Link> links) {
    this.owner = owner;
    this.connection = connection;
    this.calls = calls;
    this.send = send;
    this.links = links;
  }

  @Override
  public void settled(int code, String messageId, int queueId, long queueOffset) {
    String[] ids = messageId == null ? null : messageId.split(",", -1);
    for (int i = 0; i < send.messages(); i++) {
      SendOutcome outcome =
          ids == null || i >= ids.length
              ? new SendOutcome(code, null, -1, -1)
              : new SendOutcome(code, ids[i], queueId, queueOffset + i);
      for (Chain.Link link : links) {
        tell(link, i, outcome);
      }
    }
    told();
  }

  private void tell(Chain.Link link, int message, SendOutcome outcome) {
    untold.incrementAndGet();
    SendView view = new SendView(send, message, Map.of(), true);
    calls.call(
        link.name(),
        connection,
        (interceptor, made) -> {
          try {
            interceptor.afterSend(view, outcome);
            return Boolean.TRUE;
          } finally {
            view.end();
          }
        },
        new PluginOutcome<Boolean>() {
          @Override
          public void result(Boolean done) {
            told();
          }

          @Override
          public void gap(Gap gap) {
            view.end();
            link.tally().untold.increment();
            told();
          }
        });
  }

  private void told() {
    if (untold.decrementAndGet() == 0) {
      owner.forgotten(send.bytes());
    }
  }
}
