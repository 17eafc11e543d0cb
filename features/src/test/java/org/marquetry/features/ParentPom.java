/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.features;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The versions that the parent pom manages, with its properties put in. */
final class ParentPom {

  private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");

  private final Map<String, String> properties = new HashMap<>();
  private final Map<String, String> versions = new HashMap<>();

  private ParentPom(Document pom) {
    Element project = pom.getDocumentElement();
    properties.put("project.version", child(project, "version"));
    NodeList declared = firstElement(project, "properties").getChildNodes();
    for (int i = 0; i < declared.getLength(); i++) {
      if (declared.item(i) instanceof Element property) {
        properties.put(property.getTagName(), property.getTextContent());
      }
    }
    NodeList managed =
        firstElement(project, "dependencyManagement").getElementsByTagName("dependency");
    for (int i = 0; i < managed.getLength(); i++) {
      Element dependency = (Element) managed.item(i);
      versions.put(
          child(dependency, "groupId") + ":" + child(dependency, "artifactId"),
          interpolate(child(dependency, "version")));
    }
  }

  static ParentPom read() throws Exception {
    return new ParentPom(
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of("..", "pom.xml").toFile()));
  }

  String versionOf(String groupId, String artifactId) {
    // Netty's own list of versions is imported as a whole.
    String key = groupId.equals("io.netty") ? "io.netty:netty-bom" : groupId + ":" + artifactId;
    String version = versions.get(key);
    if (version == null) {
      throw new AssertionError("the parent pom does not manage " + groupId + ":" + artifactId);
    }
    return version;
  }

  private String interpolate(String value) {
    return PROPERTY
        .matcher(value)
        .replaceAll(
            match -> {
              String replacement = properties.get(match.group(1));
              return replacement == null ? match.group() : replacement;
            });
  }

  private static Element firstElement(Element parent, String name) {
    return (Element) parent.getElementsByTagName(name).item(0);
  }

  private static String child(Element parent, String name) {
    for (int i = 0; i < parent.getChildNodes().getLength(); i++) {
      if (parent.getChildNodes().item(i) instanceof Element element
          && element.getTagName().equals(name)) {
        return element.getTextContent();
      }
    }
    throw new AssertionError(parent.getTagName() + " without " + name);
  }
}
