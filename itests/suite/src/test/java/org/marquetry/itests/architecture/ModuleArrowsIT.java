/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.environment.SourceTree;

/** The arrows between the modules, read from the manifests of the built bundles. */
class ModuleArrowsIT {
  private static final String PREFIX = "org.marquetry.";

  /** Whose packages a bundle may import. A bundle that is not here may not exist. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("api", Set.of()),
          Map.entry("system", Set.of("api")),
          Map.entry("plugin-host", Set.of("api")),
          Map.entry("store", Set.of("api", "plugin-host")),
          Map.entry("store-mapped", Set.of("api")),
          Map.entry("store-memory", Set.of("api")),
          Map.entry("delay-levels", Set.of("api")),
          Map.entry("delay-wheel", Set.of("api")),
          Map.entry("remoting", Set.of("api")),
          Map.entry("route", Set.of("api", "remoting")),
          Map.entry("broker", Set.of("api", "plugin-host", "remoting", "store")),
          Map.entry("shell", Set.of("api")),
          Map.entry("plugins-allocate-strategy", Set.of("api")),
          Map.entry("plugins-filter-sql", Set.of("api")));

  /** Separates clauses and attributes outside of quotes. */
  private static final Pattern CLAUSE = Pattern.compile("((?:[^,\"]|\"[^\"]*\")+),?");

  private static final Map<String, Set<String>> imports = new TreeMap<>();
  private static final Map<String, String> exporters = new HashMap<>();
  private static final List<String> split = new ArrayList<>();

  @BeforeAll
  static void readManifests() throws IOException {
    Path root = SourceTree.root();
    try (Stream<Path> core = Files.list(root.resolve("bundles"));
        Stream<Path> plugins = Files.list(root).filter(ModuleArrowsIT::isPlugin)) {
      Stream<Path> bundles = Stream.concat(core, plugins);
      for (Path bundle : bundles.filter(path -> Files.exists(path.resolve("pom.xml"))).toList()) {
        String module = bundle.getFileName().toString();
        Path jar = bundle.resolve("target/" + module + "-0.1.0.jar");
        assertThat(jar).as("jar of %s", module).exists();
        try (JarFile file = new JarFile(jar.toFile())) {
          var manifest = file.getManifest().getMainAttributes();
          assertThat(manifest.getValue("Bundle-SymbolicName")).startsWith(PREFIX + module);
          imports.put(module, packages(manifest.getValue("Import-Package")));
          for (String exported : packages(manifest.getValue("Export-Package"))) {
            String other = exporters.put(exported, module);
            if (other != null) {
              split.add(exported + " is exported by " + other + " and " + module);
            }
          }
        }
      }
    }
  }

  private static boolean isPlugin(Path path) {
    return path.getFileName().toString().startsWith("plugins-");
  }

  @Test
  void everyArrowIsOnTheMap() {
    List<String> wrong = new ArrayList<>();
    imports.forEach(
        (module, imported) -> {
          Set<String> allowed = ARROWS.get(module);
          if (allowed == null) {
            wrong.add(module + " is not on the map");
            return;
          }
          for (String name : imported) {
            String exporter = exporters.get(name);
            if (name.startsWith(PREFIX) && exporter == null) {
              wrong.add(module + " imports " + name + ", which no bundle exports");
            } else if (name.startsWith(PREFIX)
                && !exporter.equals(module)
                && !allowed.contains(exporter)) {
              wrong.add(module + " imports " + name + " of " + exporter);
            }
          }
        });
    assertThat(wrong).isEmpty();
    assertThat(imports.keySet()).as("bundles that were built").isEqualTo(ARROWS.keySet());
  }

  @Test
  void onlyRemotingKnowsNetty() {
    imports.forEach(
        (module, imported) -> {
          if (!module.equals("remoting")) {
            assertThat(imported).as(module).noneMatch(name -> name.startsWith("io.netty."));
          }
        });
  }

  @Test
  void noPackageIsSplit() {
    assertThat(split).isEmpty();
  }

  private static Set<String> packages(String header) {
    Set<String> names = new HashSet<>();
    if (header != null) {
      Matcher clause = CLAUSE.matcher(header);
      while (clause.find()) {
        String text = clause.group(1).trim();
        int semicolon = text.indexOf(';');
        names.add(semicolon < 0 ? text : text.substring(0, semicolon));
      }
    }
    return names;
  }
}
