/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.concurrent.atomic.AtomicReference;
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

  private final AtomicReference<BrokerAdmin> broker = new AtomicReference<>();
  private final AtomicReference<RouteAdmin> route = new AtomicReference<>();
  private final AtomicReference<PluginAdmin> plugins = new AtomicReference<>();

  private final AtomicReference<FilterAdmin> filters = new AtomicReference<>();
  private final AtomicReference<InterceptorAdmin> interceptors = new AtomicReference<>();
  private final AtomicReference<AllocateAdmin> allocation = new AtomicReference<>();

  private final AtomicReference<StoreAdmin> store = new AtomicReference<>();
  private final AtomicReference<DelayAdmin> delay = new AtomicReference<>();
  private volatile String brokerAbsence;

  private final AtomicReference<DeadLetterAdmin> deadLetters = new AtomicReference<>();
  private final AtomicReference<TransactionAdmin> transactions = new AtomicReference<>();

  public void broker(BrokerAdmin admin) {
    broker.set(admin);
  }

  /** Nothing happens where another one took its place already. */
  public void brokerGone(BrokerAdmin admin) {
    broker.compareAndSet(admin, null);
  }

  public void route(RouteAdmin admin) {
    route.set(admin);
  }

  /** Nothing happens where another one took its place already. */
  public void routeGone(RouteAdmin admin) {
    route.compareAndSet(admin, null);
  }

  public void plugins(PluginAdmin admin) {
    plugins.set(admin);
  }

  /** Nothing happens where another one took its place already. */
  public void pluginsGone(PluginAdmin admin) {
    plugins.compareAndSet(admin, null);
  }

  public void filters(FilterAdmin admin) {
    filters.set(admin);
  }

  /** Nothing happens where another one took its place already. */
  public void filtersGone(FilterAdmin admin) {
    filters.compareAndSet(admin, null);
  }

  public void interceptors(InterceptorAdmin admin) {
    interceptors.set(admin);
  }

  /** Nothing happens where another one took its place already. */
  public void interceptorsGone(InterceptorAdmin admin) {
    interceptors.compareAndSet(admin, null);
  }

  public void store(StoreAdmin admin) {
    store.set(admin);
  }

  /** Nothing happens where another one took its place already. */
  public void storeGone(StoreAdmin admin) {
    store.compareAndSet(admin, null);
  }

  public void delay(DelayAdmin admin) {
    delay.set(admin);
  }

  /** Nothing happens where another one took its place already. */
  public void delayGone(DelayAdmin admin) {
    delay.compareAndSet(admin, null);
  }

  public void deadLetters(DeadLetterAdmin admin) {
    deadLetters.set(admin);
  }

  /** Nothing happens where another one took its place already. */
  public void deadLettersGone(DeadLetterAdmin admin) {
    deadLetters.compareAndSet(admin, null);
  }

  public void transactions(TransactionAdmin admin) {
    transactions.set(admin);
  }

  /** Nothing happens where another one took its place already. */
  public void transactionsGone(TransactionAdmin admin) {
    transactions.compareAndSet(admin, null);
  }

  public void allocation(AllocateAdmin admin) {
    allocation.set(admin);
  }

  /** Nothing happens where another one took its place already. */
  public void allocationGone(AllocateAdmin admin) {
    allocation.compareAndSet(admin, null);
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
    return broker.get();
  }

  /** {@code null} where none runs. */
  RouteAdmin routeOrNull() {
    return route.get();
  }

  BrokerAdmin broker() throws CommandFailure {
    return ofBroker(broker.get());
  }

  FilterAdmin filters() throws CommandFailure {
    return ofBroker(filters.get());
  }

  StoreAdmin store() throws CommandFailure {
    return ofBroker(store.get());
  }

  DelayAdmin delay() throws CommandFailure {
    return ofBroker(delay.get());
  }

  DeadLetterAdmin deadLetters() throws CommandFailure {
    return ofBroker(deadLetters.get());
  }

  TransactionAdmin transactions() throws CommandFailure {
    return ofBroker(transactions.get());
  }

  InterceptorAdmin interceptors() throws CommandFailure {
    return ofBroker(interceptors.get());
  }

  AllocateAdmin allocation() throws CommandFailure {
    return ofBroker(allocation.get());
  }

  private <T> T ofBroker(T admin) throws CommandFailure {
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

  PluginAdmin plugins() throws CommandFailure {
    PluginAdmin now = plugins.get();
    if (now == null) {
      throw new CommandFailure(
          "no plugin host runs in this node; ask a node that was started with --role broker or"
              + " standalone");
    }
    return now;
  }
}
