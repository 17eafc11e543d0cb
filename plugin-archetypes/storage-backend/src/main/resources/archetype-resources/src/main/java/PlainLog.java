package ${package};

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.marquetry.message.RecordLayout;
import org.marquetry.store.Durability;
import org.marquetry.store.DurabilityListener;
import org.marquetry.store.LogView;
import org.marquetry.store.MemoryBlock;
import org.marquetry.store.MessageLog;
import org.marquetry.store.RecordWriter;
import org.marquetry.store.SpanContext;
import org.marquetry.store.SpanMemory;

/**
 * One span in blocks of {@code storage.plain.blockBytes} bytes. The blocks belong to the span, so an
 * update of this bundle finds them again. One thread appends; readers see nothing beyond the
 * published end.
 */
final class PlainLog implements MessageLog {

  private static final int DEFAULT_BLOCK_BYTES = 16 << 20;

  private final SpanMemory memory;
  private final long start;
  private final boolean writable;
  private final int blockBytes;
  private volatile long end;
  private volatile boolean closed;

  /** The block that is written; {@code null} until the kernel has said where the log ends. */
  private MemoryBlock active;

  PlainLog(SpanContext context) throws IOException {
    memory = context.memory();
    start = context.startPosition();
    writable = context.writable();
    String bytes = context.settings().get("blockBytes");
    blockBytes = bytes == null ? DEFAULT_BLOCK_BYTES : Integer.parseInt(bytes);
    List<MemoryBlock> kept = memory.blocks();
    if (!writable) {
      end = context.endPosition();
      if (kept.isEmpty() && end > start) {
        throw new IOException(
            "positions " + start + " to " + end + " were in a process that has ended");
      }
    } else if (kept.isEmpty()) {
      end = start;
      active = memory.allocate(start, blockBytes, false);
    } else {
      end = endOf(kept.get(kept.size() - 1));
    }
  }

  private static long endOf(MemoryBlock block) {
    return block.position() + block.buffer().capacity();
  }

  @Override
  public long firstPosition() {
    List<MemoryBlock> blocks = memory.blocks();
    return blocks.isEmpty() ? start : blocks.get(0).position();
  }

  @Override
  public long endPosition() {
    return end;
  }

  @Override
  public long readablePosition() {
    return end;
  }

  @Override
  public long durablePosition() {
    return start;
  }

  @Override
  public long append(int length, RecordWriter writer) throws IOException {
    if (length < 1) {
      throw new IllegalArgumentException("a record of " + length + " bytes");
    }
    if (active == null || closed) {
      throw new IOException("the span cannot be written");
    }
    long position = end;
    // Room for filler always stays, so that the block can be filled up before the next one.
    if (length + (long) RecordLayout.FILLER_HEAD > endOf(active) - position) {
      position = roll(position, length);
    }
    writer.write(room(position, length), position);
    end = position + length;
    return position;
  }

  private long roll(long position, int length) throws IOException {
    long next = endOf(active);
    int need = Math.max(blockBytes, length + RecordLayout.FILLER_HEAD);
    MemoryBlock following = memory.allocate(next, need, false);
    int left = (int) (next - position);
    if (left >= RecordLayout.FILLER_HEAD) {
      room(position, left).putInt(left).putInt(RecordLayout.MAGIC_FILLER);
    }
    end = next;
    active = following;
    return next;
  }

  private ByteBuffer room(long position, int length) {
    int at = (int) (position - active.position());
    return active.buffer().duplicate().limit(at + length).position(at);
  }

  @Override
  public void whenDurable(long position, Durability level, DurabilityListener listener) {
    boolean reached = level == Durability.ACCEPTED && !closed;
    listener.settled(
        position, reached ? null : new IOException("the backend 'plain' keeps nothing on disk"));
  }

  @Override
  public void flush() throws IOException {
    if (closed) {
      throw new IOException("the log is closed");
    }
  }

  @Override
  public LogView read(long position, int maxLength) throws IOException {
    if (maxLength < 1) {
      throw new IllegalArgumentException("maxLength is " + maxLength);
    }
    if (closed) {
      throw new IOException("the log is closed");
    }
    long bound = end;
    for (MemoryBlock block : memory.blocks()) {
      if (position >= block.position() && position < Math.min(bound, endOf(block))) {
        int length = (int) Math.min(maxLength, Math.min(bound, endOf(block)) - position);
        return block.retain() ? view(block, position, length) : null;
      }
    }
    return null;
  }

  private static LogView view(MemoryBlock block, long position, int length) {
    ByteBuffer bytes = block.buffer().slice((int) (position - block.position()), length);
    return new LogView() {
      @Override
      public long position() {
        return position;
      }

      @Override
      public ByteBuffer buffer() {
        return bytes;
      }

      @Override
      public void release() {
        block.release();
      }
    };
  }

  @Override
  public void truncate(long position) throws IOException {
    if (!writable || closed) {
      throw new IOException("the span cannot be cut at " + position);
    }
    if (position < firstPosition() || position > end) {
      throw new IOException("the span from " + firstPosition() + " to " + end + " cannot be cut at " + position);
    }
    active = null;
    for (MemoryBlock block : memory.blocks()) {
      if (block.position() > position) {
        memory.drop(block.position());
      } else if (position < endOf(block)) {
        active = block;
      }
    }
    if (active == null) {
      active = memory.allocate(position, blockBytes, false);
    }
    for (int at = (int) (position - active.position()); at < active.buffer().capacity(); at++) {
      active.buffer().put(at, (byte) 0);
    }
    end = position;
  }

  @Override
  public long dropBefore(long position) {
    List<MemoryBlock> blocks = memory.blocks();
    for (MemoryBlock block : blocks.subList(0, Math.max(0, blocks.size() - 1))) {
      if (endOf(block) <= position) {
        memory.drop(block.position());
      }
    }
    return firstPosition();
  }

  @Override
  public long[] segments() {
    return memory.blocks().stream().mapToLong(MemoryBlock::position).toArray();
  }

  /** The blocks stay: they are the span's. */
  @Override
  public void close() {
    closed = true;
  }
}
