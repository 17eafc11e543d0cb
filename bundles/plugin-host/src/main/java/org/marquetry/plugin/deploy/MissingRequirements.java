/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Namespace;

/** Says in words why a bundle does not resolve. Thread-safe. */
final class MissingRequirements {

  private static final Pattern LEAST = Pattern.compile("\\(version>=([^)]+)\\)");
  private static final Pattern BELOW = Pattern.compile("\\(!\\(version>=([^)]+)\\)\\)");
  private static final Pattern JAVA =
      Pattern.compile("\\(osgi\\.ee=JavaSE\\)\\(version=([^)]+)\\)");

  private final BundleContext context;

  MissingRequirements(BundleContext context) {
    this.context = context;
  }

  String of(Bundle bundle) {
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    if (revision == null) {
      return "it is gone";
    }
    List<String> missing = new ArrayList<>();
    List<String> unresolved = new ArrayList<>();
    for (BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
      if (isNeeded(requirement)) {
        Collection<BundleCapability> offers = wiring().findProviders(requirement);
        if (offers.isEmpty()) {
          missing.add(describe(requirement));
        } else {
          unresolvedProvider(bundle, requirement, offers, unresolved);
        }
      }
    }
    if (!missing.isEmpty()) {
      return String.join("; ", missing);
    }
    String twin = runningSingleton(bundle);
    if (twin != null) {
      return twin;
    }
    return unresolved.isEmpty()
        ? "what it needs is there, but not all of it together; compare the versions that it and the"
            + " bundles it uses import"
        : String.join("; ", unresolved);
  }

  private FrameworkWiring wiring() {
    return context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
  }

  private static boolean isNeeded(BundleRequirement requirement) {
    Map<String, String> directives = requirement.getDirectives();
    String resolution = directives.get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE);
    return !Namespace.RESOLUTION_OPTIONAL.equals(resolution)
        && !PackageNamespace.RESOLUTION_DYNAMIC.equals(resolution)
        && !Namespace.EFFECTIVE_ACTIVE.equals(
            directives.get(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE));
  }

  private void unresolvedProvider(
      Bundle bundle,
      BundleRequirement requirement,
      Collection<BundleCapability> offers,
      List<String> unresolved) {
    for (BundleCapability offer : offers) {
      Bundle provider = offer.getRevision().getBundle();
      if (provider.equals(bundle) || offer.getRevision().getWiring() != null) {
        return;
      }
    }
    Bundle provider = offers.iterator().next().getRevision().getBundle();
    unresolved.add(
        "it needs "
            + wanted(requirement)
            + " of "
            + provider.getSymbolicName()
            + " "
            + provider.getVersion()
            + ", which does not resolve itself");
  }

  private String describe(BundleRequirement requirement) {
    String filter = filter(requirement);
    return switch (requirement.getNamespace()) {
      case PackageNamespace.PACKAGE_NAMESPACE -> missingPackage(requirement, filter);
      case ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE -> {
        Matcher java = JAVA.matcher(filter);
        yield "it was made for "
            + (java.find() ? "Java " + java.group(1) : filter)
            + ", this node runs on Java "
            + Runtime.version().feature()
            + "; compile it with --release 17";
      }
      case HostNamespace.HOST_NAMESPACE ->
          "the bundle that it is a fragment of is not there: "
              + wanted(requirement)
              + "; drop that one too";
      default ->
          "no bundle here offers "
              + requirement.getNamespace()
              + " "
              + filter
              + "; drop one that does";
    };
  }

  private String missingPackage(BundleRequirement requirement, String filter) {
    String name = value(filter, PackageNamespace.PACKAGE_NAMESPACE);
    List<String> others = new ArrayList<>();
    for (Bundle bundle : context.getBundles()) {
      BundleRevision revision = bundle.adapt(BundleRevision.class);
      if (revision != null) {
        for (BundleCapability offer :
            revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
          if (offer.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE).equals(name)) {
            others.add(
                offer.getAttributes().get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE)
                    + " of "
                    + bundle.getSymbolicName());
          }
        }
      }
    }
    String text = "no bundle here offers " + wanted(requirement);
    return others.isEmpty()
        ? text + "; drop a bundle that exports it, or put the package into the jar"
        : text
            + ", only version "
            + others.stream().distinct().sorted().collect(Collectors.joining(", "))
            + "; build it against that one";
  }

  private static String wanted(BundleRequirement requirement) {
    String filter = filter(requirement);
    String namespace = requirement.getNamespace();
    if (namespace.equals(PackageNamespace.PACKAGE_NAMESPACE)) {
      return "package " + value(filter, namespace) + versions(filter);
    }
    String name = value(filter, namespace);
    return name.isEmpty() ? namespace + " " + filter : name;
  }

  private static String filter(BundleRequirement requirement) {
    return Objects.toString(
        requirement.getDirectives().get(Namespace.REQUIREMENT_FILTER_DIRECTIVE), "");
  }

  private static String value(String filter, String attribute) {
    Matcher found =
        Pattern.compile("\\(" + Pattern.quote(attribute) + "=([^)]*)\\)").matcher(filter);
    return found.find() ? found.group(1) : "";
  }

  private static String versions(String filter) {
    Matcher below = BELOW.matcher(filter);
    String ceiling = below.find() ? below.group(1) : null;
    Matcher least = LEAST.matcher(ceiling == null ? filter : below.replaceAll(""));
    if (!least.find() || Version.parseVersion(least.group(1)).equals(Version.emptyVersion)) {
      return ceiling == null ? "" : " below version " + ceiling;
    }
    return ceiling == null
        ? " from version " + least.group(1)
        : " in version " + least.group(1) + " up to, not with, " + ceiling;
  }

  private String runningSingleton(Bundle bundle) {
    for (Bundle other : context.getBundles()) {
      if (!other.equals(bundle)
          && Objects.equals(other.getSymbolicName(), bundle.getSymbolicName())
          && (other.getState() & (Bundle.INSTALLED | Bundle.UNINSTALLED)) == 0) {
        return "it may be there only once (singleton), and "
            + other.getVersion()
            + " is, from "
            + DeployedBundles.origin(other)
            + "; delete that one, or overwrite its file";
      }
    }
    return null;
  }
}
