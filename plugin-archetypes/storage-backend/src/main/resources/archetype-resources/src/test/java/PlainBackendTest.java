package ${package};

import java.util.Map;
import org.marquetry.store.StorageBackend;
import org.marquetry.testkit.storage.MessageLogLaws;

/** The laws that every message log keeps. */
class PlainBackendTest extends MessageLogLaws {

  @Override
  protected StorageBackend backend() {
    return new PlainBackend();
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("blockBytes", "1048576");
  }
}
