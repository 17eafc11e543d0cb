/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.handlers;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.marquetry.broker.spi.DeliverInterceptor;
import org.marquetry.broker.spi.SendInterceptor;
import org.marquetry.itests.environment.SourceTree;
import org.marquetry.itests.plugin.GeneratedPlugin;
import org.marquetry.itests.plugin.PluginJar;

/** A bundle of interceptors that do everything but their work. */
final class Hostile {

  /** What its interceptors are called. */
  static final List<String> NAMES =
      List.of("throws", "misses", "forges", "blocks", "loops", "eats", "spoils");

  /** The property that its interceptors set before they misbehave. */
  static final String TRACE = "trace";

  private Hostile() {}

  static PluginJar jar() throws IOException {
    GeneratedPlugin bundle =
        GeneratedPlugin.of("hostile-interceptors", "1.0", SourceTree.part("api"))
            .header("Import-Package", "org.marquetry.broker.spi");
    send(bundle, "Throws", "throw new IllegalStateException(\"on purpose\");");
    send(bundle, "Misses", "throw new NoClassDefFoundError(\"on purpose\");");
    send(bundle, "Forges", "c.property(\"UNIQ_KEY\", \"forged\");");
    send(
        bundle,
        "Blocks",
        "while (true) { try { Thread.sleep(1_000_000); } catch (InterruptedException e) { } }");
    send(bundle, "Loops", "for (long i = 0; i >= 0; i = (i + 1) & Long.MAX_VALUE) { }");
    send(
        bundle,
        "Eats",
        "for (long i = 0; i >= 0; i = (i + 1) & Long.MAX_VALUE) { kept = new byte[1 << 20]; }");
    bundle
        .source(
            "Spoils",
            "import org.marquetry.broker.spi.*; public class Spoils implements DeliverInterceptor {"
                + " public void beforeDeliver(DeliverContext c) {"
                + " throw new StackOverflowError(\"on purpose\"); } }")
        .component("Spoils", DeliverInterceptor.class.getName(), named("spoils"));
    return bundle.jar();
  }

  private static void send(GeneratedPlugin bundle, String name, String misdeed) {
    bundle
        .source(
            name,
            "import org.marquetry.broker.spi.*; public class "
                + name
                + " implements SendInterceptor { volatile byte[] kept;"
                + " public void beforeSend(SendContext c) { c.property(\""
                + TRACE
                + "\", \"x\"); "
                + misdeed
                + " } public void afterSend(SendContext c, SendOutcome o) {"
                + " throw new IllegalStateException(\"afterwards, on purpose\"); } }")
        .component(name, SendInterceptor.class.getName(), named(name.toLowerCase(Locale.ROOT)));
  }

  private static Map<String, String> named(String name) {
    return Map.of(SendInterceptor.NAME, name);
  }
}
