/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

/** The parts of this node that can be asked; they come and go while commands run. Thread-safe. */
public final class Node {

  /** The interfaces of all parts that commands talk to. */
  public static final List<Class<?>> KINDS =
      List.of(
          AllocateAdmin.class,
          BrokerAdmin.class,
          DeadLetterAdmin.class,
          DelayAdmin.class,
          FilterAdmin.class,
          InterceptorAdmin.class,
          PluginAdmin.class,
          RouteAdmin.class,
          StoreAdmin.class,
          TransactionAdmin.class);

  private final Map<Class<?>, Object> parts = new ConcurrentHashMap<>();
  private volatile String brokerAbsence;

  /** A part that takes the place of the one that was there. */
  public <T> void here(Class<T> kind, T part) {
    parts.put(kind, kind.cast(part));
  }

  /** Nothing happens where another one took its place already. */
  public <T> void gone(Class<T> kind, T part) {
    parts.remove(kind, part);
  }

  /**
   * Says why there is no broker.
   *
   * @param reason for people; {@code null} where that is not known
   */
  public void brokerAbsence(String reason) {
    brokerAbsence = reason;
  }

  /** Why the broker that was to run here does not, {@code null} where that is not known. */
  String brokerAbsence() {
    return brokerAbsence;
  }

  /** {@code null} where none runs. */
  BrokerAdmin brokerOrNull() {
    return find(BrokerAdmin.class);
  }

  /** {@code null} where none runs. */
  RouteAdmin routeOrNull() {
    return find(RouteAdmin.class);
  }

  BrokerAdmin broker() throws CommandFailure {
    return ofBroker(BrokerAdmin.class);
  }

  FilterAdmin filters() throws CommandFailure {
    return ofBroker(FilterAdmin.class);
  }

  StoreAdmin store() throws CommandFailure {
    return ofBroker(StoreAdmin.class);
  }

  DelayAdmin delay() throws CommandFailure {
    return ofBroker(DelayAdmin.class);
  }

  DeadLetterAdmin deadLetters() throws CommandFailure {
    return ofBroker(DeadLetterAdmin.class);
  }

  TransactionAdmin transactions() throws CommandFailure {
    return ofBroker(TransactionAdmin.class);
  }

  InterceptorAdmin interceptors() throws CommandFailure {
    return ofBroker(InterceptorAdmin.class);
  }

  AllocateAdmin allocation() throws CommandFailure {
    return ofBroker(AllocateAdmin.class);
  }

  PluginAdmin plugins() throws CommandFailure {
    PluginAdmin now = find(PluginAdmin.class);
    if (now == null) {
      throw new CommandFailure(
          "no plugin host runs in this node; ask a node that was started with --role broker or"
              + " standalone");
    }
    return now;
  }

  private <T> T ofBroker(Class<T> kind) throws CommandFailure {
    T admin = find(kind);
    if (admin == null) {
      String reason = brokerAbsence;
      throw new CommandFailure(
          reason == null
              ? "no broker runs in this node; ask a node that was started with --role broker or"
                  + " standalone"
              : "the broker of this node does not run: " + reason);
    }
    return admin;
  }

  private <T> T find(Class<T> kind) {
    return kind.cast(parts.get(kind));
  }
}
