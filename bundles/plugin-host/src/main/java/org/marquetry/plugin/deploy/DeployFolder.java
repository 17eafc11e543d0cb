/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.marquetry.system.Disk;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says why a jar in the folder that File Install watches does nothing: it is no bundle, does not
 * resolve, or does not start. Only looks; installing is File Install's. A jar is judged when two
 * looks in a row saw the same, so that one being copied or started is left in peace. {@link
 * #look()} is called by one thread; the rest is thread-safe.
 */
final class DeployFolder implements DeployedJars {

  private static final Logger LOG = LoggerFactory.getLogger(DeployFolder.class);
  private static final String FOLDERS = "felix.fileinstall.dir";
  private static final long MAX_JAR_BYTES = 256L * 1024 * 1024;
  private static final Pattern PACKAGE =
      Pattern.compile("\\(" + Pattern.quote(PackageNamespace.PACKAGE_NAMESPACE) + "=([^)]*)\\)");

  private final BundleContext context;
  private final Disk disk;
  private final List<Path> folders;
  private Map<Path, Seen> seen = Map.of();
  private volatile List<Plugin> refused = List.of();
  private volatile List<Plugin> running = List.of();

  DeployFolder(BundleContext context, Disk disk) {
    this.context = context;
    this.disk = disk;
    String given = context.getProperty(FOLDERS);
    this.folders =
        given == null
            ? List.of()
            : Arrays.stream(given.split(",", -1))
                .map(String::trim)
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder).toAbsolutePath().normalize())
                .toList();
  }

  /** Jars that do nothing, as of the last look. */
  @Override
  public List<Plugin> refused() {
    return refused;
  }

  /** Bundles of the folder that run, as of the last look, whether or not they offer a plugin. */
  @Override
  public List<Plugin> running() {
    return running;
  }

  void look() {
    Map<Path, Bundle> installed = installed();
    Map<Path, Seen> now = new HashMap<>();
    Map<Path, Plugin> found = new TreeMap<>();
    Map<Path, Plugin> fine = new TreeMap<>();
    for (Path folder : folders) {
      for (Path jar : jars(folder)) {
        try {
          Bundle bundle = installed.get(jar);
          Seen before = seen.get(jar);
          Seen next =
              new Seen(
                  disk.length(jar),
                  disk.lastModified(jar),
                  bundle == null ? Bundle.UNINSTALLED : bundle.getState(),
                  null);
          if (before != null && before.sameAs(next)) {
            next = before.refusal() == null ? judge(jar, bundle, next) : before;
          }
          now.put(jar, next);
          if (next.refusal() != null && !next.refusal().detail().isEmpty()) {
            found.put(jar, next.refusal());
          } else if (next.bundleState() == Bundle.ACTIVE) {
            fine.put(jar, running(jar, bundle));
          }
        } catch (IOException e) {
          LOG.debug("{} went away while being looked at", jar, e);
        }
      }
    }
    seen = now;
    refused = List.copyOf(found.values());
    running = List.copyOf(fine.values());
  }

  private List<Path> jars(Path folder) {
    try {
      return disk.list(folder).stream()
          .filter(name -> name.endsWith(".jar"))
          .map(folder::resolve)
          .toList();
    } catch (IOException e) {
      LOG.debug("The folder {} cannot be listed", folder, e);
      return List.of();
    }
  }

  private Map<Path, Bundle> installed() {
    Map<Path, Bundle> byFile = new HashMap<>();
    for (Bundle bundle : context.getBundles()) {
      String location = bundle.getLocation();
      if (location.startsWith("file:")) {
        try {
          byFile.put(Path.of(URI.create(location)).toAbsolutePath().normalize(), bundle);
        } catch (IllegalArgumentException e) {
          LOG.trace("{} is no file of a folder", location, e);
        }
      }
    }
    return byFile;
  }

  private Seen judge(Path jar, Bundle bundle, Seen next) throws IOException {
    Plugin verdict = bundle == null ? notInstalled(jar) : installed(jar, bundle);
    if (!verdict.detail().isEmpty()) {
      LOG.warn("{} is refused: {}", jar, verdict.detail());
    }
    return next.with(verdict);
  }

  private Plugin notInstalled(Path jar) throws IOException {
    if (disk.length(jar) > MAX_JAR_BYTES) {
      return verdict(jar, "-", "-", "it is longer than " + MAX_JAR_BYTES + " bytes");
    }
    byte[] content = disk.read(jar);
    if (content == null) {
      return verdict(jar, "-", "-", "");
    }
    JarCheck check = JarCheck.of(content);
    if (check.reason() != null) {
      return verdict(jar, "-", "-", check.reason());
    }
    for (Bundle other : context.getBundles()) {
      if (check.bundle().equals(other.getSymbolicName())
          && other.getVersion().toString().equals(check.version())) {
        return verdict(
            jar,
            check.bundle(),
            check.version(),
            "this bundle in this version is installed already, from " + other.getLocation());
      }
    }
    return verdict(
        jar, check.bundle(), check.version(), "it cannot be installed; the log says why");
  }

  private Plugin installed(Path jar, Bundle bundle) {
    String reason =
        switch (bundle.getState()) {
          case Bundle.INSTALLED -> "it does not resolve: " + missing(bundle);
          case Bundle.RESOLVED -> isFragment(bundle) ? "" : "it does not start; the log says why";
          default -> "";
        };
    return verdict(jar, bundle.getSymbolicName(), bundle.getVersion().toString(), reason);
  }

  private static boolean isFragment(Bundle bundle) {
    return bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
  }

  private String missing(Bundle bundle) {
    FrameworkWiring wiring =
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    List<String> missing = new ArrayList<>();
    for (BundleRequirement requirement :
        bundle.adapt(BundleRevision.class).getDeclaredRequirements(null)) {
      Map<String, String> directives = requirement.getDirectives();
      if (!"optional".equals(directives.get(Constants.RESOLUTION_DIRECTIVE))
          && !"dynamic".equals(directives.get(Constants.RESOLUTION_DIRECTIVE))
          && !Constants.EFFECTIVE_ACTIVE.equals(directives.get(Constants.EFFECTIVE_DIRECTIVE))
          && wiring.findProviders(requirement).isEmpty()) {
        missing.add(describe(requirement, directives.get(Constants.FILTER_DIRECTIVE)));
      }
    }
    return missing.isEmpty()
        ? "what it needs is there, but not together; the log says more"
        : "no bundle here offers " + String.join(", ", missing);
  }

  private static String describe(BundleRequirement requirement, String filter) {
    String text = Objects.toString(filter, "");
    Matcher found = PACKAGE.matcher(text);
    return found.find()
        ? "package " + found.group(1) + " as wanted by " + text
        : requirement.getNamespace() + " " + text;
  }

  private static Plugin running(Path jar, Bundle bundle) {
    return new Plugin(
        "-",
        String.valueOf(jar.getFileName()),
        bundle.getVersion().toString(),
        String.valueOf(bundle.getSymbolicName()),
        "running",
        "it offers no plugin of a kind that this node uses");
  }

  private static Plugin verdict(Path jar, String bundle, String version, String reason) {
    return new Plugin("-", String.valueOf(jar.getFileName()), version, bundle, "refused", reason);
  }

  /**
   * @param refusal verdict on a jar that has been looked at closely, with an empty detail where
   *     nothing is wrong; {@code null} before
   */
  private record Seen(long length, long modified, int bundleState, Plugin refusal) {

    boolean sameAs(Seen other) {
      return length == other.length
          && modified == other.modified
          && bundleState == other.bundleState;
    }

    Seen with(Plugin verdict) {
      return new Seen(length, modified, bundleState, verdict);
    }
  }
}
