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
import org.marquetry.admin.AllocateAdmin;
import org.marquetry.admin.BrokerAdmin;
import org.marquetry.admin.DeadLetterAdmin;
import org.marquetry.admin.DelayAdmin;
import org.marquetry.admin.FilterAdmin;
import org.marquetry.admin.InterceptorAdmin;
import org.marquetry.admin.PluginAdmin;
import org.marquetry.admin.RouteAdmin;
import org.marquetry.admin.StoreAdmin;
import org.marquetry.admin.TransactionAdmin;
import org.marquetry.shell.command.Commands;
import org.marquetry.shell.command.Node;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

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
  private final List<ServiceRegistration<Function>> functions = new ArrayList<>();

  @Activate
  public CommandsComponent(BundleContext context) {
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

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setBroker(BrokerAdmin broker) {
    node.broker(broker);
  }

  void unsetBroker(BrokerAdmin broker) {
    node.brokerGone(broker);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setRoute(RouteAdmin route) {
    node.route(route);
  }

  void unsetRoute(RouteAdmin route) {
    node.routeGone(route);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setPlugins(PluginAdmin plugins) {
    node.plugins(plugins);
  }

  void unsetPlugins(PluginAdmin plugins) {
    node.pluginsGone(plugins);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setFilters(FilterAdmin filters) {
    node.filters(filters);
  }

  void unsetFilters(FilterAdmin filters) {
    node.filtersGone(filters);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setStore(StoreAdmin store) {
    node.store(store);
  }

  void unsetStore(StoreAdmin store) {
    node.storeGone(store);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setInterceptors(InterceptorAdmin interceptors) {
    node.interceptors(interceptors);
  }

  void unsetInterceptors(InterceptorAdmin interceptors) {
    node.interceptorsGone(interceptors);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setAllocation(AllocateAdmin allocation) {
    node.allocation(allocation);
  }

  void unsetAllocation(AllocateAdmin allocation) {
    node.allocationGone(allocation);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setDeadLetters(DeadLetterAdmin deadLetters) {
    node.deadLetters(deadLetters);
  }

  void unsetDeadLetters(DeadLetterAdmin deadLetters) {
    node.deadLettersGone(deadLetters);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setTransactions(TransactionAdmin transactions) {
    node.transactions(transactions);
  }

  void unsetTransactions(TransactionAdmin transactions) {
    node.transactionsGone(transactions);
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

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setDelay(DelayAdmin delay) {
    node.delay(delay);
  }

  void unsetDelay(DelayAdmin delay) {
    node.delayGone(delay);
  }

  @Deactivate
  void close() {
    functions.forEach(ServiceRegistration::unregister);
  }
}
