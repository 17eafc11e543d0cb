/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Asks the Service Component Runtime. Thread-safe. */
final class ScrComponentStates implements ComponentStates {

  private final ServiceComponentRuntime runtime;

  ScrComponentStates(ServiceComponentRuntime runtime) {
    this.runtime = runtime;
  }

  @Override
  public State of(Bundle bundle) {
    State worst = State.FINE;
    for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs(bundle)) {
      worst = worse(worst, of(component));
    }
    return worst;
  }

  private State of(ComponentDescriptionDTO component) {
    Collection<ComponentConfigurationDTO> configurations =
        runtime.getComponentConfigurationDTOs(component);
    if (configurations.isEmpty()
        && "require".equals(component.configurationPolicy)
        && runtime.isComponentEnabled(component)) {
      return new State(
          Kind.WAITING,
          "its component "
              + component.name
              + " waits for a configuration; write conf/"
              + component.configurationPid[0]
              + ".cfg");
    }
    State worst = State.FINE;
    for (ComponentConfigurationDTO configuration : configurations) {
      worst = worse(worst, of(component, configuration));
    }
    return worst;
  }

  private static State of(
      ComponentDescriptionDTO component, ComponentConfigurationDTO configuration) {
    return switch (configuration.state) {
      case ComponentConfigurationDTO.FAILED_ACTIVATION ->
          new State(
              Kind.FAILED,
              "its component "
                  + component.name
                  + " fails in activation: "
                  + Reason.ofTrace(String.valueOf(configuration.failure)));
      case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
          new State(
              Kind.WAITING,
              "its component "
                  + component.name
                  + " waits for a configuration; write conf/"
                  + component.configurationPid[0]
                  + ".cfg");
      case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
          new State(
              Kind.WAITING,
              "its component "
                  + component.name
                  + " waits for a service "
                  + wanted(component, configuration)
                  + "; drop a bundle that offers it");
      default -> State.FINE;
    };
  }

  private static String wanted(
      ComponentDescriptionDTO component, ComponentConfigurationDTO configuration) {
    Map<String, ReferenceDTO> references = new HashMap<>();
    for (ReferenceDTO reference : component.references) {
      references.put(reference.name, reference);
    }
    return String.join(
        " and ",
        Arrays.stream(configuration.unsatisfiedReferences)
            .map(reference -> wanted(references.get(reference.name), reference))
            .toList());
  }

  private static String wanted(ReferenceDTO declared, UnsatisfiedReferenceDTO reference) {
    String type = declared == null ? reference.name : declared.interfaceName;
    return reference.target == null ? type : type + " " + reference.target;
  }

  private static State worse(State one, State other) {
    return other.kind().compareTo(one.kind()) > 0 ? other : one;
  }
}
