/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * What a jar's manifest says it is.
 *
 * @param name symbolic name
 * @param singleton whether only one version of it may be resolved at a time
 * @param fragmentHost symbolic name of the bundle that it is a fragment of, or {@code null}
 * @param exports packages that it offers to others and does not take from them as well
 */
record BundleFacts(
    String name, Version version, boolean singleton, String fragmentHost, Set<String> exports) {

  private static final String SERVICE_COMPONENT = "Service-Component";

  BundleFacts {
    exports = Set.copyOf(exports);
  }

  /**
   * @param contains whether the jar has an entry of this name
   */
  static BundleFacts of(Attributes manifest, Predicate<String> contains)
      throws RefusedJarException {
    String symbolicName = manifest.getValue(Constants.BUNDLE_SYMBOLICNAME);
    if (symbolicName == null) {
      throw new RefusedJarException(
          "it is no bundle: its manifest has no Bundle-SymbolicName; build it with"
              + " bnd-maven-plugin");
    }
    if (!"2".equals(trimmed(manifest.getValue(Constants.BUNDLE_MANIFESTVERSION)))) {
      throw new RefusedJarException(
          "it is no bundle: its manifest has no Bundle-ManifestVersion: 2; build it with"
              + " bnd-maven-plugin");
    }
    List<HeaderClause> names = HeaderClause.parse(symbolicName);
    if (names.size() != 1 || names.get(0).paths().size() != 1) {
      throw new RefusedJarException(
          "its Bundle-SymbolicName is no name: " + symbolicName + "; correct its manifest");
    }
    HeaderClause name = names.get(0);
    requireComponents(manifest, contains);
    return new BundleFacts(
        name.paths().get(0),
        version(manifest.getValue(Constants.BUNDLE_VERSION)),
        "true".equals(name.directive(Constants.SINGLETON_DIRECTIVE)),
        fragmentHost(manifest.getValue(Constants.FRAGMENT_HOST)),
        exports(manifest));
  }

  private static String trimmed(String value) {
    return value == null ? null : value.trim();
  }

  private static Version version(String text) throws RefusedJarException {
    try {
      return Version.parseVersion(text);
    } catch (IllegalArgumentException e) {
      throw new RefusedJarException(
          "its Bundle-Version is none: "
              + text
              + "; write it as 1.2.3 or 1.2.3.qualifier in its manifest",
          e);
    }
  }

  private static String fragmentHost(String header) {
    List<HeaderClause> hosts = HeaderClause.parse(header);
    return hosts.isEmpty() || hosts.get(0).paths().isEmpty() ? null : hosts.get(0).paths().get(0);
  }

  private static Set<String> exports(Attributes manifest) {
    Set<String> packages = new LinkedHashSet<>();
    for (HeaderClause clause : HeaderClause.parse(manifest.getValue(Constants.EXPORT_PACKAGE))) {
      packages.addAll(clause.paths());
    }
    for (HeaderClause clause : HeaderClause.parse(manifest.getValue(Constants.IMPORT_PACKAGE))) {
      clause.paths().forEach(packages::remove);
    }
    return packages;
  }

  /** A component that is not there would leave a bundle that runs and does nothing. */
  private static void requireComponents(Attributes manifest, Predicate<String> contains)
      throws RefusedJarException {
    for (HeaderClause clause : HeaderClause.parse(manifest.getValue(SERVICE_COMPONENT))) {
      for (String path : clause.paths()) {
        if (path.indexOf('*') < 0 && !contains.test(path)) {
          throw new RefusedJarException(
              "its manifest names the component "
                  + path
                  + ", which is not in the jar; build it anew with bnd-maven-plugin");
        }
      }
    }
  }
}
