package ${package};

import java.nio.file.Path;
import org.marquetry.testkit.BundleLaws;

/** The bundle resolves against the API alone, starts, stops, starts again and leaves nothing behind. */
class BundleIT extends BundleLaws {

  @Override
  protected Path jar() {
    return Path.of(System.getProperty("plugin.jar"));
  }
}
