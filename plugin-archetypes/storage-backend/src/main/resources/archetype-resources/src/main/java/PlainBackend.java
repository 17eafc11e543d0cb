package ${package};

import java.io.IOException;
import org.marquetry.store.Durability;
import org.marquetry.store.MessageLog;
import org.marquetry.store.SpanContext;
import org.marquetry.store.StorageBackend;
import org.osgi.service.component.annotations.Component;

/** Keeps messages in plain blocks of heap memory: the smallest backend that keeps every law. */
@Component(service = StorageBackend.class, property = StorageBackend.NAME + "=plain")
public final class PlainBackend implements StorageBackend {

  /** Nothing reaches the disk, so a broker that flushes synchronously refuses this backend. */
  @Override
  public Durability durability() {
    return Durability.ACCEPTED;
  }

  @Override
  public MessageLog open(SpanContext context) throws IOException {
    return new PlainLog(context);
  }
}
