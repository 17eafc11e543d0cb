/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.allocate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.itests.environment.SourceTree;
import org.marquetry.itests.plugin.GeneratedPlugin;
import org.marquetry.itests.plugin.PluginJar;

/** A strategy by somebody else: the blocks of {@code AVG}, the members in another order. */
enum Foreign {
  REVERSED("Collections.reverse(clients);") {
    @Override
    List<String> order(List<String> ascending) {
      List<String> clients = new ArrayList<>(ascending);
      Collections.reverse(clients);
      return clients;
    }
  },
  ROTATED("Collections.rotate(clients, 1);") {
    @Override
    List<String> order(List<String> ascending) {
      List<String> clients = new ArrayList<>(ascending);
      Collections.rotate(clients, 1);
      return clients;
    }
  };

  private final String statement;

  Foreign(String statement) {
    this.statement = statement;
  }

  /** The members in the order in which they get their blocks. */
  abstract List<String> order(List<String> ascending);

  /** A bundle with this strategy under some name. */
  PluginJar jar(String strategy, String version) throws IOException {
    return GeneratedPlugin.of("foreign-" + strategy, version, api())
        .header("Import-Package", "org.marquetry.allocate;version=\"[1.0,2)\"")
        .source(
            "Blocks",
            """
            import java.util.ArrayList;
            import java.util.Collections;
            import java.util.List;
            import org.marquetry.allocate.AllocateContext;
            import org.marquetry.allocate.AllocateStrategy;
            import org.marquetry.allocate.QueueId;

            public class Blocks implements AllocateStrategy {
              @Override
              public List<QueueId> allocate(AllocateContext context) {
                List<String> clients = new ArrayList<>(context.clients());
                %s
                int place = clients.indexOf(context.client());
                int all = context.queues().size();
                int least = all / clients.size();
                int longer = all %% clients.size();
                int from = place * least + Math.min(place, longer);
                return context.queues().subList(from, from + least + (place < longer ? 1 : 0));
              }
            }
            """
                .formatted(statement))
        .component(
            "Blocks", AllocateStrategy.class.getName(), Map.of(AllocateStrategy.NAME, strategy))
        .jar();
  }

  private static Path api() {
    return SourceTree.runtime().resolve("system/org/marquetry/api/0.1.0/api-0.1.0.jar");
  }
}
