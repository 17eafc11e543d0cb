/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/** Keeps jars out that would put themselves in the place of the node. Thread-safe. */
final class NodeParts {

  private static final String OURS = "org.marquetry.";
  private static final List<String> PLUGIN_PACKAGES =
      List.of(
          "org.marquetry.filter.",
          "org.marquetry.allocate.",
          "org.marquetry.delay.",
          "org.marquetry.store.",
          "org.marquetry.broker.spi.");

  private final BundleContext context;

  NodeParts(BundleContext context) {
    this.context = context;
  }

  /**
   * @return why such a bundle is not installed and what to do, or {@code null}
   */
  String objection(BundleFacts facts) {
    String host = facts.fragmentHost();
    for (Bundle bundle : context.getBundles()) {
      if (DeployedBundles.isDeployed(bundle)) {
        continue;
      }
      String name = String.valueOf(bundle.getSymbolicName());
      if (name.equals(host) || Constants.SYSTEM_BUNDLE_SYMBOLICNAME.equals(host)) {
        return "it is a fragment of "
            + host
            + ", which is a part of the node and is changed by a new release only; make it a bundle"
            + " of its own";
      }
      if (name.equals(facts.name()) && name.startsWith(OURS) && !offersPlugins(bundle)) {
        return name
            + " is a part of the node, not a plugin; delete it, and install a new release of the"
            + " node to change that part";
      }
      Set<String> copied = copied(bundle, facts.exports());
      if (!copied.isEmpty()) {
        return "it brings its own copy of "
            + String.join(", ", copied)
            + ", which plugins get from the node; import it instead (with bnd-maven-plugin: a"
            + " dependency of scope provided)";
      }
    }
    return null;
  }

  private static boolean offersPlugins(Bundle bundle) {
    ServiceReference<?>[] services = bundle.getRegisteredServices();
    if (services == null) {
      return false;
    }
    for (ServiceReference<?> service : services) {
      for (String type : (String[]) service.getProperty(Constants.OBJECTCLASS)) {
        if (PLUGIN_PACKAGES.stream().anyMatch(type::startsWith)) {
          return true;
        }
      }
    }
    return false;
  }

  private static Set<String> copied(Bundle bundle, Set<String> exports) {
    Set<String> copied = new TreeSet<>();
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    if (revision != null) {
      for (BundleCapability offer :
          revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
        String name = (String) offer.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE);
        if (name.startsWith(OURS) && exports.contains(name)) {
          copied.add(name);
        }
      }
    }
    return copied;
  }
}
