package ${package};

import java.util.ArrayDeque;
import java.util.TreeMap;
import org.marquetry.delay.DelayContext;
import org.marquetry.delay.DelayEngine;
import org.marquetry.delay.DelaySchedule;
import org.marquetry.delay.DueSink;
import org.osgi.service.component.annotations.Component;

/** Holds the references of messages that wait in a tree, by the times at which they are due. */
@Component(service = DelayEngine.class, property = DelayEngine.NAME + "=tree")
public final class TreeEngine implements DelayEngine {

  @Override
  public DelaySchedule open(DelayContext context) {
    return new TreeSchedule();
  }

  private record Entry(int queue, long reference) {}

  private static final class TreeSchedule implements DelaySchedule {

    private final TreeMap<Long, ArrayDeque<Entry>> times = new TreeMap<>();

    @Override
    public void add(int queue, long reference, long dueMillis) {
      times
          .computeIfAbsent(dueMillis, time -> new ArrayDeque<>())
          .add(new Entry(queue, reference));
    }

    @Override
    public void drain(long nowMillis, DueSink sink) {
      boolean more = true;
      while (more && nextDue() <= nowMillis) {
        long due = times.firstKey();
        ArrayDeque<Entry> entries = times.get(due);
        Entry entry = entries.poll();
        if (entries.isEmpty()) {
          times.remove(due);
        }
        more = sink.take(entry.queue(), entry.reference(), due);
      }
    }

    @Override
    public long nextDue() {
      return times.isEmpty() ? Long.MAX_VALUE : times.firstKey();
    }
  }
}
