/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.marquetry.system.Scheduler;

/**
 * Calls of backends that may take long, on threads of their own, so that one that hangs holds up
 * nobody else. Thread-safe.
 */
final class BackendCalls implements AutoCloseable {

  private static final int THREADS = 8;
  private static final int WAITING = 8;

  private final Scheduler.Pool threads;

  BackendCalls(Scheduler scheduler) {
    threads = scheduler.pool("storage-calls", THREADS, WAITING);
  }

  /** Begins a call; it may be over already. */
  <T> CompletableFuture<T> begin(Callable<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      threads.execute(() -> complete(call, result));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(
          new IOException("too many calls of storage backends hang already", e));
    }
    return result;
  }

  /** Runs what nobody waits for; here and now where too many calls hang already. */
  void run(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }

  private static <T> void complete(Callable<T> call, CompletableFuture<T> result) {
    try {
      result.complete(call.call());
    } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError e) {
      result.completeExceptionally(e);
    }
  }

  /**
   * Waits for a call.
   *
   * @param what is done, for the message
   * @throws StuckException if it does not come back in time
   * @throws IOException whatever the call threw
   */
  static <T> T await(String what, CompletableFuture<T> call, long limitMillis) throws IOException {
    try {
      return call.get(limitMillis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new StuckException(what + " did not come back within " + limitMillis + " ms", call);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StuckException(what + " was interrupted", call);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException(what + " failed: " + e.getCause(), e.getCause());
    }
  }

  /**
   * Calls and waits, for what harms nobody when it is given up on.
   *
   * @param tooLate takes the result of a call that was given up on
   * @throws IOException whatever the call threw, or that it did not come back in time
   */
  <T> T call(String what, long limitMillis, Callable<T> call, Consumer<T> tooLate)
      throws IOException {
    CompletableFuture<T> begun = begin(call);
    try {
      return await(what, begun, limitMillis);
    } catch (StuckException e) {
      after(
          begun,
          () -> {
            if (!begun.isCompletedExceptionally()) {
              tooLate.accept(begun.join());
            }
          });
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Does something when a call has come back, one way or the other. */
  @SuppressWarnings("FutureReturnValueIgnored") // What then throws is of no interest to the call.
  static void after(CompletableFuture<?> call, Runnable then) {
    call.whenComplete((value, failure) -> then.run());
  }

  @Override
  public void close() {
    threads.close();
  }
}
