/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.intercept;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.marquetry.admin.InterceptorAdmin.Interceptor;
import org.marquetry.broker.spi.DeliverInterceptor;
import org.marquetry.plugin.Gap;
import org.marquetry.plugin.PluginCalls;
import org.marquetry.plugin.PluginOutcome;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.ResponseCode;

/** Has batches seen by the interceptors before consumers get them. Thread-safe; never blocks. */
public final class DeliverInterception {

  /** In bytes: batches that interceptors keep waiting take no more memory. */
  static final long MAX_BYTES = 64L << 20;

  private final PluginCalls<DeliverInterceptor> calls;
  private final Chain<DeliverInterceptor> chain;
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean idle = true;

  /**
   * @param installed whether a bundle of this id is there, started or not
   */
  public DeliverInterception(PluginCalls<DeliverInterceptor> calls, LongPredicate installed) {
    this.calls = calls;
    this.chain = new Chain<>(calls, installed);
    chain.follow(this::look);
  }

  private synchronized void look() {
    idle = chain.links().isEmpty();
  }

  /** Whether there is no interceptor. One volatile read. */
  public boolean idle() {
    return idle;
  }

  List<Interceptor> interceptors() {
    return chain.overview("deliver");
  }

  /** Has a batch seen, and then delivered or held back. */
  public void take(Connection connection, InterceptedDelivery delivery) {
    int size = delivery.records().limit();
    long held = bytes.getAndAdd(size);
    if (held > 0 && held + size > MAX_BYTES) {
      bytes.getAndAdd(-size);
      delivery.refuse(
          ResponseCode.SYSTEM_BUSY,
          "[OVERLOAD]system busy: messages of "
              + held
              + " bytes wait for interceptors (limit: "
              + MAX_BYTES
              + " bytes)");
      return;
    }
    List<Chain.Link> links = chain.links();
    if (links.isEmpty()) {
      look(); // The bundle of a required interceptor is gone at last: nothing else tells that.
    }
    new Passage(connection, delivery, links, size).go();
  }

  /** One batch on its way along the interceptors. Steps run one at a time. */
  private final class Passage {

    private final Connection connection;
    private final InterceptedDelivery delivery;
    private final List<Chain.Link> links;
    private final int size;
    private final StepLoop loop = new StepLoop(this::step);
    private int next;
    private String obstacle;

    Passage(Connection connection, InterceptedDelivery delivery, List<Chain.Link> links, int size) {
      this.connection = connection;
      this.delivery = delivery;
      this.links = links;
      this.size = size;
    }

    void go() {
      loop.run();
    }

    private boolean step() {
      if (obstacle == null && next < links.size()) {
        ask(links.get(next++));
        return true;
      }
      bytes.getAndAdd(-size);
      if (obstacle == null) {
        delivery.deliver();
      } else {
        delivery.holdBack(obstacle);
      }
      return false;
    }

    private void ask(Chain.Link asked) {
      DeliverView view = new DeliverView(delivery);
      calls.call(
          asked.name(),
          connection,
          (interceptor, made) -> {
            try {
              interceptor.beforeDeliver(view);
              return view;
            } finally {
              view.end();
            }
          },
          new PluginOutcome<DeliverView>() {
            @Override
            public void result(DeliverView seen) {
              asked.tally().seen.increment();
              if (seen.reason() != null) {
                asked.tally().stopped.increment();
                asked.tally().reason(seen.reason());
                obstacle = "held back by the interceptor " + asked.name() + ": " + seen.reason();
              }
              loop.run();
            }

            @Override
            public void gap(Gap gap) {
              view.end();
              if (chain.stops(asked, gap)) {
                obstacle =
                    "held back: the interceptor "
                        + asked.name()
                        + " is required and does not work: "
                        + gap.reason();
              }
              loop.run();
            }
          });
    }
  }
}
