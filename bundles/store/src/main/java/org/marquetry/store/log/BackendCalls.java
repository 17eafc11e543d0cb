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
 * Calls of backends that may take long, on threads of their own: one that does not come back is
 * given up on. Thread-safe.
 */
final class BackendCalls implements AutoCloseable {

  private static final int THREADS = 8;
  private static final int WAITING = 8;

  private final Scheduler.Pool threads;

  BackendCalls(Scheduler scheduler) {
    threads = scheduler.pool("storage-calls", THREADS, WAITING);
  }

  /**
   * Calls and waits.
   *
   * @param what is done, for the message
   * @param limitMillis longest time that the call may take
   * @param tooLate takes the result of a call that was given up on
   * @throws IOException whatever the call threw, or that it took too long
   */
  <T> T call(String what, long limitMillis, Callable<T> call, Consumer<T> tooLate)
      throws IOException {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      threads.execute(() -> run(call, tooLate, result));
      return result.get(limitMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      throw new IOException(what + ": too many calls of storage backends hang already", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw givenUp(what, result, "interrupted");
    } catch (TimeoutException e) {
      throw givenUp(what, result, "it did not come back within " + limitMillis + " ms");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException(what + ": " + e.getCause(), e.getCause());
    }
  }

  /** After this the call's result is taken by whom it is too late for. */
  private static IOException givenUp(String what, CompletableFuture<?> result, String reason) {
    IOException failure = new IOException(what + ": " + reason);
    result.completeExceptionally(failure);
    return failure;
  }

  private static <T> void run(Callable<T> call, Consumer<T> tooLate, CompletableFuture<T> result) {
    try {
      T value = call.call();
      if (!result.complete(value)) {
        tooLate.accept(value);
      }
    } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError e) {
      result.completeExceptionally(e);
    }
  }

  @Override
  public void close() {
    threads.close();
  }
}
