/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.LockSupport;
import org.marquetry.store.Durability;
import org.marquetry.store.DurabilityListener;
import org.marquetry.store.LogView;
import org.marquetry.store.MessageLog;
import org.marquetry.store.RecordWriter;
import org.marquetry.store.SpanContext;

/** What authors of storage backends may get wrong, each with the law that finds it. */
enum LogMistake {
  FORGETS_WHERE_THE_SPAN_STARTS("aNewLogIsEmpty") {
    @Override
    MessageLog make(SpanContext context, MessageLog good) {
      return new DelegatingLog(good) {
        @Override
        public long firstPosition() {
          return 0;
        }
      };
    }
  },
  LEAVES_GAPS("recordsStandOneBehindTheOther") {
    @Override
    MessageLog make(SpanContext context, MessageLog good) {
      return new DelegatingLog(good) {
        @Override
        public long append(int length, RecordWriter writer) throws IOException {
          good.append(Long.BYTES, (target, position) -> target.putLong(0));
          return good.append(length, writer);
        }
      };
    }
  },
  TURNS_BYTES_ROUND("aWriterGetsExactlyTheRoomItAskedFor") {
    @Override
    MessageLog make(SpanContext context, MessageLog good) {
      return new DelegatingLog(good) {
        @Override
        public long append(int length, RecordWriter writer) throws IOException {
          return good.append(
              length,
              (target, position) -> writer.write(target.order(ByteOrder.LITTLE_ENDIAN), position));
        }
      };
    }
  },
  TAKES_NOTHING_FOR_A_RECORD("aRecordWithoutBytesIsRefused") {
    @Override
    MessageLog make(SpanContext context, MessageLog good) {
      return new DelegatingLog(good) {
        @Override
        public long append(int length, RecordWriter writer) throws IOException {
          return length == 0 ? good.endPosition() : good.append(length, writer);
        }
      };
    }
  },
  READS_WHERE_NOTHING_IS("aViewEndsWhereAskedAndAtTheEndOfTheLog") {
    @Override
    MessageLog make(SpanContext context, MessageLog good) {
      return new DelegatingLog(good) {
        @Override
        public LogView read(long position, int maxLength) throws IOException {
          return good.read(Math.max(position, good.firstPosition()), maxLength);
        }
      };
    }
  },
  SHARES_BUFFERS("viewsHaveBuffersOfTheirOwn") {
    @Override
    MessageLog make(SpanContext context, MessageLog good) {
      return new DelegatingLog(good) {
        private LogView shared;

        @Override
        public LogView read(long position, int maxLength) throws IOException {
          if (shared == null) {
            shared = good.read(position, maxLength);
          }
          return new Shared(shared.position(), shared.buffer());
        }

        @Override
        public void close() throws IOException {
          if (shared != null) {
            shared.release();
          }
          good.close();
        }
      };
    }
  },
  KEEPS_SEGMENTS_TO_ITSELF("aRecordNeverLiesInTwoSegmentsAndFillerTellsHowToGoOn") {
    @Override
    MessageLog make(SpanContext context, MessageLog good) {
      return new DelegatingLog(good) {
        @Override
        public long[] segments() {
          return new long[] {good.firstPosition()};
        }
      };
    }
  },
  REFUSES_LONG_RECORDS("theLongestRecordFits") {
    @Override
    MessageLog make(SpanContext context, MessageLog good) {
      return new DelegatingLog(good) {
        @Override
        public long append(int length, RecordWriter writer) throws IOException {
          if (length > 100_000) {
            throw new IOException("too long");
          }
          return good.append(length, writer);
        }
      };
    }
  },
  DENIES_WHAT_IT_HAS("whatIsAcceptedIsTold") {
    @Override
    MessageLog make(SpanContext context, MessageLog good) {
      return new DelegatingLog(good) {
        @Override
        public void whenDurable(long position, Durability level, DurabilityListener listener) {
          listener.settled(position, new IOException("not there"));
        }
      };
    }
  },
  PROMISES_WHAT_IT_HAS_NOT("whatIsOnDiskIsToldOnceOrRefusedAtOnce") {
    @Override
    MessageLog make(SpanContext context, MessageLog good) {
      return new DelegatingLog(good) {
        @Override
        public void whenDurable(long position, Durability level, DurabilityListener listener) {
          listener.settled(position, null);
        }
      };
    }
  },
  FLUSHES_WHAT_IS_CLOSED("aFlushMakesWhatIsThereDurable") {
    @Override
    MessageLog make(SpanContext context, MessageLog good) {
      return new DelegatingLog(good) {
        @Override
        public void flush() {
          // Says that all is well, whatever is.
        }
      };
    }
  },
  STAYS_OPEN("aLogThatIsClosedTellsThoseWhoWaitAndRefusesTheRest") {
    @Override
    MessageLog make(SpanContext context, MessageLog good) {
      return new DelegatingLog(good) {
        @Override
        public void close() {
          // Goes on as if nothing had happened.
        }
      };
    }
  },
  GUESSES_WHERE_THE_LOG_ENDS("anotherInstanceGoesOnWhereTheLastOneWasClosed") {
    @Override
    MessageLog make(SpanContext context, MessageLog good) throws IOException {
      if (context.writable() && good.endPosition() > context.startPosition()) {
        good.truncate(good.endPosition());
      }
      return good;
    }
  },
  CUTS_NOTHING("whatIsCutIsGoneForGood") {
    @Override
    MessageLog make(SpanContext context, MessageLog good) {
      return new DelegatingLog(good) {
        @Override
        public void truncate(long position) throws IOException {
          good.truncate(good.endPosition());
        }
      };
    }
  },
  CUTS_WHAT_IS_SEALED("aSealedSpanIsOnlyRead") {
    @Override
    MessageLog make(SpanContext context, MessageLog good) {
      return new DelegatingLog(good) {
        @Override
        public void truncate(long position) throws IOException {
          if (context.writable()) {
            good.truncate(position);
          }
        }
      };
    }
  },
  WANTS_SOMETHING_TO_SEAL("anEmptySpanCanBeSealed") {
    @Override
    MessageLog make(SpanContext context, MessageLog good) throws IOException {
      if (context.endPosition() == context.startPosition()) {
        throw new IOException("there is nothing in it");
      }
      return good;
    }
  },
  DROPS_NOTHING("onlyWholeSegmentsAreDroppedAndReadersKeepWhatTheyHold") {
    @Override
    MessageLog make(SpanContext context, MessageLog good) {
      return new DelegatingLog(good) {
        @Override
        public long dropBefore(long position) {
          return good.firstPosition();
        }
      };
    }
  },
  TAKES_ADDRESSES_FROM_ITS_START("spansDoNotTouchEachOther") {
    @Override
    MessageLog make(SpanContext context, MessageLog good) {
      return new DelegatingLog(good) {
        @Override
        public LogView read(long position, int maxLength) throws IOException {
          long start = good.firstPosition();
          return good.read(position < start ? start + position : position, maxLength);
        }
      };
    }
  },
  SHOWS_WHAT_IS_NOT_WRITTEN("readersSeeWholeRecordsWhileTheLogGrows") {
    @Override
    MessageLog make(SpanContext context, MessageLog good) {
      return new DelegatingLog(good) {
        @Override
        public long readablePosition() {
          return good.readablePosition() + Long.BYTES;
        }
      };
    }
  },
  LEAVES_THREADS("nothingIsLeftRunningAfterTheClose") {
    @Override
    MessageLog make(SpanContext context, MessageLog good) {
      Thread thread =
          new Thread(
              () -> {
                while (!Thread.currentThread().isInterrupted()) {
                  LockSupport.park();
                }
              },
              name());
      thread.setDaemon(true);
      thread.start();
      return good;
    }

    @Override
    void tidy() {
      Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().equals(name()))
          .forEach(Thread::interrupt);
    }
  };

  private final String law;

  LogMistake(String law) {
    this.law = law;
  }

  /** The law that has to find it. */
  String law() {
    return law;
  }

  abstract MessageLog make(SpanContext context, MessageLog good) throws IOException;

  /** Ends what the mistake left behind. */
  void tidy() {}

  private record Shared(long position, ByteBuffer buffer) implements LogView {
    @Override
    public void release() {
      // The log gives it back.
    }
  }
}
