/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.registration;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.system.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One name server as the broker sees it. At most one registration is under way: what changes
 * meanwhile is told by one more when that is answered, so that the last word is always the newest.
 * Thread-safe; never blocks.
 */
final class NameServer {

  private static final Logger LOG = LoggerFactory.getLogger(NameServer.class);
  private static final Command UP_TO_DATE = Command.request(ResponseCode.SUCCESS, Map.of());
  private static final long FIRST_RETRY_MILLIS = 500;
  private static final int MOST_DOUBLINGS = 10;

  private final String address;
  private final Caller caller;
  private final Clock clock;
  private final Supplier<BrokerCard> card;
  private final Consumer<byte[]> onAnswer;
  private boolean busy;
  private boolean again;
  private CompletableFuture<Void> next;
  private boolean reachable;
  private int failures;
  private long settledNanos;

  /**
   * @param card what to tell, made anew for every registration
   * @param onAnswer given the body of an answer that has one; must not block
   */
  NameServer(
      String address,
      Caller caller,
      Clock clock,
      Supplier<BrokerCard> card,
      Consumer<byte[]> onAnswer) {
    this.address = address;
    this.caller = caller;
    this.clock = clock;
    this.card = card;
    this.onAnswer = onAnswer;
  }

  String address() {
    return address;
  }

  synchronized boolean reachable() {
    return reachable;
  }

  /** Whether the name server has the broker, or is just being told of it. */
  synchronized boolean mayKnow() {
    return reachable || busy;
  }

  /** Whether it is time for the next registration; after failures sooner than the period says. */
  synchronized boolean due(long periodMillis) {
    if (busy) {
      return false;
    }
    if (!reachable && failures == 0) {
      return true;
    }
    long wait =
        reachable
            ? periodMillis
            : Math.min(periodMillis, FIRST_RETRY_MILLIS << Math.min(failures - 1, MOST_DOUBLINGS));
    return clock.nanos() - settledNanos >= TimeUnit.MILLISECONDS.toNanos(wait);
  }

  /**
   * @param always also where the name server's copy is up to date
   * @return completes, always normally, when a registration that began after this call is answered
   *     or has failed
   */
  CompletableFuture<Void> register(boolean always, long timeoutMillis) {
    CompletableFuture<Void> settled;
    synchronized (this) {
      if (next == null) {
        next = new CompletableFuture<>();
      }
      settled = next;
      if (busy) {
        again |= always;
        return settled;
      }
      busy = true;
      next = null;
    }
    BrokerCard now = card.get();
    CompletableFuture<Command> answer =
        always
            ? caller.call(address, now.registration(), timeoutMillis)
            : caller
                .call(address, now.versionQuery(), timeoutMillis)
                .thenCompose(
                    version ->
                        upToDate(version)
                            ? CompletableFuture.completedFuture(UP_TO_DATE)
                            : caller.call(address, now.registration(), timeoutMillis));
    var unused =
        answer.whenComplete(
            (reply, failure) -> {
              settle(reply, failure);
              settled.complete(null);
              again(timeoutMillis);
            });
    return settled;
  }

  private void again(long timeoutMillis) {
    if (takeAgain()) {
      var unused = register(true, timeoutMillis);
      return;
    }
    CompletableFuture<Void> inVain;
    synchronized (this) {
      inVain = busy ? null : next;
      next = busy ? next : null;
    }
    if (inVain != null) {
      inVain.complete(null);
    }
  }

  private static boolean upToDate(Command version) {
    return version.code() == ResponseCode.SUCCESS
        && "false".equals(version.fields().get("changed"));
  }

  private void settle(Command reply, Throwable failure) {
    if (failure != null) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      failed(cause.getMessage());
    } else if (reply.code() != ResponseCode.SUCCESS) {
      failed("it answers with code " + reply.code() + ": " + reply.remark());
    } else {
      succeeded();
      if (reply.body().length > 0) {
        onAnswer.accept(reply.body());
      }
    }
  }

  private synchronized void succeeded() {
    if (!reachable) {
      LOG.info("registered with name server {}", address);
    }
    reachable = true;
    failures = 0;
    settledNanos = clock.nanos();
  }

  /** Logs the first failure only: a name server that stays away is told of once. */
  private synchronized void failed(String problem) {
    if (reachable || failures == 0) {
      LOG.warn("not registered with name server {}, trying on: {}", address, problem);
    }
    reachable = false;
    failures++;
    settledNanos = clock.nanos();
  }

  /** The connection has ended: a name server that comes back knows nothing of the broker. */
  synchronized void lost() {
    if (reachable) {
      failed("the connection has ended");
    }
  }

  private synchronized boolean takeAgain() {
    busy = false;
    boolean wanted = again && reachable;
    again = false;
    return wanted;
  }

  /** Says good-bye; completes when that is answered, exceptionally where it is not. */
  CompletableFuture<Command> unregister(Command farewell, long timeoutMillis) {
    return caller.call(address, farewell, timeoutMillis);
  }
}
