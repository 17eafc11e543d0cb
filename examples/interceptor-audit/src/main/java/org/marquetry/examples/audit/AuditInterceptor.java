/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.examples.audit;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.marquetry.broker.spi.DeliverContext;
import org.marquetry.broker.spi.DeliverInterceptor;
import org.marquetry.broker.spi.SendContext;
import org.marquetry.broker.spi.SendInterceptor;
import org.marquetry.broker.spi.SendOutcome;
import org.marquetry.message.MessageView;
import org.marquetry.system.NodeOptions;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Writes a line for every message that is sent or delivered. Thread-safe. */
@Component(
    service = {SendInterceptor.class, DeliverInterceptor.class},
    property = SendInterceptor.NAME + "=audit",
    configurationPid = "org.marquetry.examples.audit")
@Designate(ocd = AuditInterceptor.Config.class)
public final class AuditInterceptor implements SendInterceptor, DeliverInterceptor {

  private final AuditTrail trail;
  private final InstantSource clock;

  /** What an operator may set. */
  @ObjectClassDefinition(name = "Marquetry example: audit")
  public @interface Config {

    @AttributeDefinition(description = "Where to write; empty: audit/audit.log in the data folder")
    String file() default "";

    @AttributeDefinition(description = "A longer file is put aside, in bytes")
    long maxFileBytes() default 64L << 20;

    @AttributeDefinition(description = "How many files that were put aside are kept")
    int keptFiles() default 10;

    @AttributeDefinition(description = "Lines that may wait for the disk; more are lost")
    int queueCapacity() default 10_000;
  }

  @Activate
  public AuditInterceptor(@Reference NodeOptions node, Config config) {
    this(
        new AuditTrail(
            new AuditFile(
                config.file().isBlank()
                    ? node.dataDirectory().resolve("audit").resolve("audit.log")
                    : Path.of(config.file()),
                Math.max(1, config.maxFileBytes()),
                Math.max(0, config.keptFiles())),
            Math.max(1, config.queueCapacity()),
            InstantSource.system()),
        InstantSource.system());
  }

  AuditInterceptor(AuditTrail trail, InstantSource clock) {
    this.trail = trail;
    this.clock = clock;
    trail.start();
  }

  @Override
  public void beforeSend(SendContext context) {
    // Only what became of a message is of interest.
  }

  @Override
  public void afterSend(SendContext context, SendOutcome outcome) {
    trail.add(AuditLine.sent(clock.instant(), context, outcome));
  }

  @Override
  public void beforeDeliver(DeliverContext context) {
    Instant now = clock.instant();
    for (MessageView message : context.messages()) {
      trail.add(AuditLine.delivered(now, context, message));
    }
  }

  /** Writes what waits; the broker makes no call any more. */
  @Deactivate
  void stop() {
    trail.close();
  }
}
