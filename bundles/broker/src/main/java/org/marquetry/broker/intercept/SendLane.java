/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.intercept;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.broker.spi.SendInterceptor;
import org.marquetry.plugin.Gap;
import org.marquetry.plugin.PluginCalls;
import org.marquetry.plugin.PluginOutcome;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.ResponseCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sends of one connection that wait for interceptors, one after the other: each message of a
 * send is seen by every interceptor, then the send is stored, then the next one begins. Exists as
 * long as sends wait. Steps run one at a time, on whichever thread ended the one before.
 */
final class SendLane {

  private static final Logger LOG = LoggerFactory.getLogger(SendLane.class);

  private final SendInterception owner;
  private final Connection connection;
  private final PluginCalls<SendInterceptor> calls;
  private final Chain<SendInterceptor> chain;
  private final StepLoop loop = new StepLoop(this::step);

  /** Guarded by the owner's table. */
  private final ArrayDeque<InterceptedSend> waiting = new ArrayDeque<>();

  private InterceptedSend current;
  private List<Chain.Link> links;
  private List<Map<String, String>> added;
  private int message;
  private int link;

  SendLane(
      SendInterception owner,
      Connection connection,
      PluginCalls<SendInterceptor> calls,
      Chain<SendInterceptor> chain) {
    this.owner = owner;
    this.connection = connection;
    this.calls = calls;
    this.chain = chain;
  }

  void add(InterceptedSend send) {
    waiting.add(send);
  }

  InterceptedSend poll() {
    return waiting.poll();
  }

  void start() {
    loop.run();
  }

  private boolean step() {
    if (current == null && !begin()) {
      return false;
    }
    InterceptedSend send = current;
    try {
      if (owner.closed()) {
        SendInterception.refuseClosed(current);
        finish();
      } else if (link < links.size() && message < current.messages()) {
        ask(links.get(link));
      } else {
        current.store(added, this::finish);
      }
    } catch (RuntimeException e) {
      LOG.error("A send to {} failed", send.topic(), e);
      if (current == send) {
        send.refuse(ResponseCode.SYSTEM_ERROR, e.toString());
        finish();
      }
    }
    return true;
  }

  private boolean begin() {
    current = owner.next(connection);
    if (current == null) {
      return false;
    }
    links = owner.links();
    added = new ArrayList<>();
    message = 0;
    link = 0;
    current.onSettled(new SendReport(owner, connection, calls, current, links));
    return true;
  }

  private void finish() {
    current = null;
    owner.stored();
    loop.run();
  }

  private void ask(Chain.Link asked) {
    SendView view = new SendView(current, message, addedSoFar(), false);
    calls.call(
        asked.name(),
        connection,
        (interceptor, made) -> {
          try {
            interceptor.beforeSend(view);
            return view;
          } finally {
            view.end();
          }
        },
        new PluginOutcome<SendView>() {
          @Override
          public void result(SendView seen) {
            goOn(asked, seen);
          }

          @Override
          public void gap(Gap gap) {
            view.end();
            goOnWithout(asked, gap);
          }
        });
  }

  private Map<String, String> addedSoFar() {
    return message < added.size() ? added.get(message) : Map.of();
  }

  private void goOn(Chain.Link asked, SendView seen) {
    asked.tally().seen.increment();
    String refusal = seen.refusal();
    if (refusal != null) {
      asked.tally().stopped.increment();
      asked.tally().reason(refusal);
      // A code that clients take as final: another attempt would be refused as well.
      refuse(
          ResponseCode.MESSAGE_ILLEGAL,
          "the message is refused by the interceptor " + asked.name() + ": " + refusal);
      return;
    }
    if (!seen.added().isEmpty()) {
      while (added.size() <= message) {
        added.add(new LinkedHashMap<>());
      }
      added.get(message).putAll(seen.added());
    }
    advance();
  }

  private void goOnWithout(Chain.Link asked, Gap gap) {
    if (chain.stops(asked, gap)) {
      refuse(
          ResponseCode.SYSTEM_BUSY,
          "system busy: the interceptor "
              + asked.name()
              + " is required and does not work: "
              + gap.reason());
    } else {
      advance();
    }
  }

  private void refuse(int code, String remark) {
    current.refuse(code, remark);
    finish();
  }

  private void advance() {
    link++;
    if (link == links.size()) {
      link = 0;
      message++;
      if (message >= current.messages()) {
        link = links.size();
      }
    }
    loop.run();
  }
}
