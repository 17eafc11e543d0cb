/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long calls took, in buckets an eighth of their value wide. Written by one thread at a time,
 * read by any.
 */
final class Latencies {

  private static final int SUB_BITS = 3;
  private static final int BUCKETS = (64 - SUB_BITS) << SUB_BITS;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
  private volatile long max;

  void add(long nanos) {
    int bucket = bucket(Math.max(0, nanos));
    counts.lazySet(bucket, counts.getPlain(bucket) + 1);
    if (nanos > max) {
      max = nanos;
    }
  }

  private static int bucket(long nanos) {
    int magnitude = 63 - Long.numberOfLeadingZeros(nanos | 1);
    if (magnitude < SUB_BITS) {
      return (int) nanos;
    }
    int shift = magnitude - SUB_BITS;
    return ((shift + 1) << SUB_BITS) + (int) (nanos >>> shift) - (1 << SUB_BITS);
  }

  /** Longest time, in nanoseconds, that falls into a bucket. */
  private static long upperBound(int bucket) {
    if (bucket < 1 << SUB_BITS) {
      return bucket;
    }
    int shift = (bucket >>> SUB_BITS) - 1;
    long sub = (bucket & ((1 << SUB_BITS) - 1)) + (1L << SUB_BITS);
    return ((sub + 1) << shift) - 1;
  }

  void addTo(Snapshot sum) {
    for (int i = 0; i < BUCKETS; i++) {
      sum.counts[i] += counts.get(i);
    }
    sum.max = Math.max(sum.max, max);
  }

  /** Counts at one time. For one thread. */
  static final class Snapshot {

    private final long[] counts = new long[BUCKETS];
    private long max;

    /** The longest of all times. */
    long maxNanos() {
      return max;
    }

    /** What came after an earlier one. */
    Snapshot since(Snapshot earlier) {
      Snapshot difference = new Snapshot();
      for (int i = 0; i < BUCKETS; i++) {
        difference.counts[i] = Math.max(0, counts[i] - earlier.counts[i]);
      }
      return difference;
    }

    /** A time that a share of the calls did not exceed, in nanoseconds; 0 without calls. */
    long quantile(double share) {
      long all = 0;
      for (long count : counts) {
        all += count;
      }
      long wanted = (long) Math.ceil(all * share);
      long seen = 0;
      for (int i = 0; i < BUCKETS; i++) {
        seen += counts[i];
        if (seen >= wanted && seen > 0) {
          return upperBound(i);
        }
      }
      return 0;
    }
  }
}
