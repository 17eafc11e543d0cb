/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker;

import java.io.IOException;
import java.util.concurrent.Executor;
import org.marquetry.admin.AllocateAdmin;
import org.marquetry.admin.BrokerAdmin;
import org.marquetry.admin.DeadLetterAdmin;
import org.marquetry.admin.DelayAdmin;
import org.marquetry.admin.FilterAdmin;
import org.marquetry.admin.InterceptorAdmin;
import org.marquetry.broker.admin.AdminProcessor;
import org.marquetry.broker.admin.BrokerParts;
import org.marquetry.broker.admin.LocalBrokerAdmin;
import org.marquetry.broker.admin.LocalFilterAdmin;
import org.marquetry.broker.admin.RequestPools;
import org.marquetry.broker.allocate.AllocationParts;
import org.marquetry.broker.allocate.QueueAllocation;
import org.marquetry.broker.client.ClientProcessor;
import org.marquetry.broker.client.Clients;
import org.marquetry.broker.client.Consumers;
import org.marquetry.broker.client.Producers;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.delay.DelayParts;
import org.marquetry.broker.delay.DelayedDelivery;
import org.marquetry.broker.delay.LocalDelayAdmin;
import org.marquetry.broker.delay.RecallProcessor;
import org.marquetry.broker.filter.Comparisons;
import org.marquetry.broker.filter.Filters;
import org.marquetry.broker.filter.Lags;
import org.marquetry.broker.filter.Scans;
import org.marquetry.broker.group.GroupProcessor;
import org.marquetry.broker.group.LockProcessor;
import org.marquetry.broker.group.PendingResets;
import org.marquetry.broker.group.QueueLocks;
import org.marquetry.broker.handler.OwnCodes;
import org.marquetry.broker.handler.PluginRequests;
import org.marquetry.broker.intercept.DeliverInterception;
import org.marquetry.broker.intercept.Interceptions;
import org.marquetry.broker.intercept.SendInterception;
import org.marquetry.broker.lookup.LookupProcessor;
import org.marquetry.broker.pop.PopParts;
import org.marquetry.broker.pop.PopProcessor;
import org.marquetry.broker.pull.OffsetProcessor;
import org.marquetry.broker.pull.PullParts;
import org.marquetry.broker.pull.PullProcessor;
import org.marquetry.broker.registration.Registration;
import org.marquetry.broker.retry.LocalDeadLetterAdmin;
import org.marquetry.broker.retry.SendBackProcessor;
import org.marquetry.broker.send.MessageWriter;
import org.marquetry.broker.send.Parking;
import org.marquetry.broker.send.ReplyProcessor;
import org.marquetry.broker.send.SendParts;
import org.marquetry.broker.send.SendProcessor;
import org.marquetry.broker.stats.BrokerStats;
import org.marquetry.broker.transaction.TransactionParts;
import org.marquetry.broker.transaction.TransactionService;
import org.marquetry.delay.DelayEngine;
import org.marquetry.plugin.PluginCalls;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.RemotingClient;
import org.marquetry.remoting.RequestCode;
import org.marquetry.store.kernel.AppendListener;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;

/**
 * What a broker consists of, put together: all that answers requests and all that works beside.
 * Nothing in it runs before the {@link Broker} starts it.
 */
final class Services {

  final SendProcessor sends;
  final ReplyProcessor replies;
  final PullProcessor pulls;
  final PopProcessor pops;
  final DelayedDelivery delayed;
  final TransactionService transactions;
  final Registration registration;
  final Comparisons comparisons;
  final RemotingClient client;
  final Clients clients;
  final BrokerStats stats;

  final BrokerAdmin admin;
  final InterceptorAdmin interceptors;
  final FilterAdmin filterAdmin;
  final DelayAdmin delayAdmin;
  final DeadLetterAdmin deadLetters;
  final AllocateAdmin allocateAdmin;

  /** What answers at the port of clients, and at the one for producers. */
  final Processors processors;

  final Processors vipProcessors;

  private final BrokerParts parts;
  private final QueueAllocation allocation;

  Services(
      LiveSettings settings,
      BrokerState state,
      Node node,
      BrokerThreads threads,
      Endpoints endpoints)
      throws IOException {
    Clock clock = node.clock();
    Scheduler scheduler = node.scheduler();
    this.stats = new BrokerStats(clock);
    QueueLocks locks = state.leases().locks();
    PendingResets resets = new PendingResets();
    Consumers consumers = new Consumers(state.groups(), locks, state.perMember(), clock);
    this.clients = new Clients(consumers, new Producers(clock));
    Parking parking = new Parking(state.store(), settings, clock);
    MessageWriter writer = new MessageWriter(state.store(), parking);
    RequestPools pools = threads.requests();
    SendInterception sendInterception =
        new SendInterception(
            node.plugins().sendInterceptors(),
            node.plugins()::installed,
            settings.current().sends().queueCapacity());
    DeliverInterception deliverInterception =
        new DeliverInterception(node.plugins().deliverInterceptors(), node.plugins()::installed);
    this.interceptors = new Interceptions(sendInterception, deliverInterception);
    SendParts sendParts =
        new SendParts(
            settings,
            state.topics(),
            consumers,
            state.store(),
            parking,
            stats,
            sendInterception,
            clock,
            scheduler);
    this.sends = new SendProcessor(sendParts, pools.sends());
    this.replies = new ReplyProcessor(sendParts, clients.producers(), writer);
    Filters filters = new Filters(node.plugins().filters(), state.filters(), clock, scheduler);
    PullParts pullParts =
        new PullParts(
            settings,
            state.topics(),
            consumers,
            state.store(),
            state.consumerOffsets(),
            resets,
            state.perMember(),
            filters,
            stats,
            deliverInterception,
            clock,
            scheduler);
    this.pulls = new PullProcessor(pullParts, pools.pulls());
    Scans scans = new Scans(state.store(), filters.judge(), threads.scans(), scheduler);
    this.comparisons = new Comparisons(state.store(), scans, clock, scheduler);
    this.pops =
        new PopProcessor(
            new PopParts(
                settings,
                state.topics(),
                consumers,
                state.store(),
                writer,
                state.consumerOffsets(),
                resets,
                filters,
                stats,
                deliverInterception,
                state.orderFile(),
                clock,
                scheduler),
            pools.pops());
    forgetDeleted(state);
    this.client = new RemotingClient("broker", Processors.builder().build(), this::connectionLost);
    PluginCalls<DelayEngine> engines = node.plugins().delayEngines();
    this.delayed =
        new DelayedDelivery(
            new DelayParts(
                settings,
                state.store(),
                writer,
                state.topics(),
                engines,
                state.delayOffsets(),
                state.delayProgress(),
                state.cancelledLevels(),
                state.timerCheck(),
                node.disk(),
                clock,
                scheduler));
    this.delayAdmin =
        new LocalDelayAdmin(delayed, settings, engines, state.engineSwitches(), clock);
    AppendListener held = pulls.appendListener();
    AppendListener popping = pops.appendListener();
    state
        .store()
        .onAppend(
            (queue, offset, tagsCode) -> {
              held.appended(queue, offset, tagsCode);
              popping.appended(queue, offset, tagsCode);
              delayed.appended(queue, offset, tagsCode);
            });
    this.deadLetters =
        new LocalDeadLetterAdmin(state.store(), writer, state.topics(), state.consumerOffsets());
    this.transactions =
        new TransactionService(
            new TransactionParts(
                settings,
                state.topics(),
                clients.producers(),
                state.store(),
                writer,
                state.transactions(),
                stats,
                clock,
                scheduler));
    this.registration =
        new Registration(
            settings, state.topics(), client::call, endpoints::addressText, clock, scheduler);
    this.parts =
        new BrokerParts(
            settings,
            state.topics(),
            state.groups(),
            clients,
            locks,
            resets,
            state.store(),
            state.consumerOffsets(),
            filters,
            new Lags(state.store(), scans),
            stats,
            delayed,
            registration,
            pools,
            endpoints::addressText,
            clock);
    this.admin = new LocalBrokerAdmin(parts, client::call, scheduler);
    this.filterAdmin = new LocalFilterAdmin(parts, comparisons);
    this.allocation =
        new QueueAllocation(
            new AllocationParts(
                settings,
                state.topics(),
                state.groups(),
                consumers,
                state.allocation(),
                node.plugins().strategies(),
                client::call,
                registration::changesTold,
                () -> endpoints.address().getPort(),
                clock,
                scheduler));
    this.allocateAdmin = allocation.admin();
    Processors own =
        sending(settings, state, writer, locks, pullParts)
            .inline(RequestCode.PULL_MESSAGE, pulls)
            .inline(RequestCode.LITE_PULL_MESSAGE, pulls)
            .build();
    PluginRequests others = new PluginRequests(node.plugins().handlers(new OwnCodes(own)));
    this.processors = own.otherwise(others);
    this.vipProcessors =
        sending(settings, state, writer, locks, pullParts).build().otherwise(others);
  }

  /** What is not among the {@link BrokerParts} forgets deleted groups and topics too. */
  private void forgetDeleted(BrokerState state) {
    state.groups().onRemove(pulls::groupRemoved);
    state.groups().onRemove(pops::groupRemoved);
    state.groups().onRemove(group -> comparisons.forget(each -> each.group().equals(group)));
    state.topics().onDelete(topic -> comparisons.forget(each -> each.topic().equals(topic)));
  }

  private void connectionLost(String peer) {
    registration.connectionLost(peer);
  }

  /** Everything but pulls: what the port for producers serves too. */
  private Processors.Builder sending(
      LiveSettings settings,
      BrokerState state,
      MessageWriter writer,
      QueueLocks locks,
      PullParts pullParts) {
    RequestPools pools = parts.pools();
    Executor administration = pools.administration();
    Processors.Builder builder = Processors.builder();
    builder
        .inline(RequestCode.SEND_MESSAGE, sends)
        .inline(RequestCode.SEND_MESSAGE_V2, sends)
        .inline(RequestCode.SEND_BATCH_MESSAGE, sends);
    pops.contribute(builder, pools.pops());
    new OffsetProcessor(pullParts).register(builder, administration);
    new ClientProcessor(
            parts.clients(),
            state.groups(),
            state.topics(),
            pullParts.filters(),
            allocation.memberLists(),
            settings)
        .contribute(builder, administration);
    allocation.contribute(builder, administration);
    new GroupProcessor(state.groups()).contribute(builder, administration);
    new LockProcessor(locks, state.perMember(), state.leases()::ownersOnDisk)
        .contribute(builder, administration);
    new SendBackProcessor(
            state.groups(), state.topics(), state.store(), writer, parts.stats(), settings)
        .contribute(builder, administration);
    new RecallProcessor(settings, state.topics(), state.store(), delayed)
        .contribute(builder, administration);
    new LookupProcessor(state.store(), parts.clients().consumers())
        .contribute(builder, administration);
    replies.contribute(builder, pools.sends());
    transactions.contribute(builder, pools.transactions(), administration);
    new AdminProcessor(parts).contribute(builder, administration);
    return builder;
  }
}
