/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.Function;
import org.marquetry.shell.command.Commands;
import org.marquetry.shell.command.Node;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Publishes the commands, scope {@code mq}. Each is a {@link Function} of its own, since Gogo would
 * look for a method of the command's name, and no method can be called {@code topic-create}.
 */
@Component(
    immediate = true,
    service = {})
public final class CommandsComponent {

  private static final String SCOPE = "mq";

  private final Node node = new Node();
  private final List<ServiceTracker<?, ?>> followers = new ArrayList<>();
  private final List<ServiceRegistration<Function>> functions = new ArrayList<>();

  @Activate
  public CommandsComponent(BundleContext context) {
    for (Class<?> kind : Node.KINDS) {
      followers.add(follow(context, kind));
    }
    Commands commands = new Commands(node, ZoneId.systemDefault());
    for (String name : commands.names()) {
      // Printed and not returned: of a line with several commands Gogo returns the last one's only.
      Function function =
          (session, given) -> {
            String said = commands.call(name, given.stream().map(String::valueOf).toList());
            session.getConsole().println(said);
            return null;
          };
      functions.add(
          context.registerService(
              Function.class,
              function,
              FrameworkUtil.asDictionary(
                  Map.of(
                      CommandProcessor.COMMAND_SCOPE, SCOPE,
                      CommandProcessor.COMMAND_FUNCTION, name))));
    }
  }

  /** What the broker reports while it does not run. */
  @Reference(
      service = Object.class,
      target =
          "(&(marquetry.start.role=broker)"
              + "(|(marquetry.start.state=waiting)(marquetry.start.state=failed)))",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setReport(Map<String, Object> report) {
    node.brokerAbsence(String.valueOf(report.get("marquetry.start.reason")));
  }

  void updatedReport(Map<String, Object> report) {
    setReport(report);
  }

  void unsetReport(Map<String, Object> report) {
    node.brokerAbsence(null);
  }

  private <T> ServiceTracker<T, T> follow(BundleContext context, Class<T> kind) {
    ServiceTracker<T, T> follower =
        new ServiceTracker<>(context, kind, null) {
          @Override
          public T addingService(ServiceReference<T> reference) {
            T part = super.addingService(reference);
            if (part != null) {
              node.here(kind, part);
            }
            return part;
          }

          @Override
          public void removedService(ServiceReference<T> reference, T part) {
            node.gone(kind, part);
            super.removedService(reference, part);
          }
        };
    follower.open();
    return follower;
  }

  @Deactivate
  void close() {
    functions.forEach(ServiceRegistration::unregister);
    followers.forEach(ServiceTracker::close);
  }
}
