/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.examples.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.spi.DeliverContext;
import org.marquetry.broker.spi.SendInterceptor;
import org.marquetry.broker.spi.SendOutcome;
import org.marquetry.message.MessageView;
import org.marquetry.testkit.SendInterceptorLaws;
import org.marquetry.testkit.TestMessage;
import org.marquetry.testkit.TestSend;

/** What is written; the laws that every interceptor keeps are inherited. */
class AuditInterceptorTest extends SendInterceptorLaws {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir Path directory;
  private final List<AuditTrail> trails = new ArrayList<>();

  @AfterEach
  void close() {
    trails.forEach(AuditTrail::close);
  }

  private Path file() {
    return directory.resolve("audit.log");
  }

  private AuditTrail trail(Path file, int capacity) {
    AuditTrail trail = new AuditTrail(new AuditFile(file, 1 << 20, 3), capacity, () -> NOON);
    trails.add(trail);
    return trail;
  }

  @Override
  protected SendInterceptor interceptor() {
    return new AuditInterceptor(trail(file(), 10_000), () -> NOON);
  }

  /** What was written when the interceptor was stopped. */
  private List<String> written() throws IOException {
    close();
    return Files.readAllLines(file());
  }

  private static TestSend send(Map<String, String> properties) {
    return new TestSend(TestMessage.of("Orders"), properties);
  }

  @Test
  void aStoredMessageIsALine() throws Exception {
    interceptor().afterSend(send(Map.of("UNIQ_KEY", "U1")), new SendOutcome(0, "7F000001", 3, 42));
    assertThat(written())
        .containsExactly(
            "2026-11-21T12:00:00Z\tSEND\t127.0.0.1:50000\tproducers\tOrders\t3\t42\t7F000001\tU1"
                + "\tstored");
  }

  @Test
  void aRefusedMessageIsALineToo() throws Exception {
    SendInterceptor interceptor = interceptor();
    interceptor.afterSend(send(Map.of()), new SendOutcome(13, null, -1, -1));
    interceptor.afterSend(send(Map.of()), new SendOutcome(10, "7F000001", 3, 42));
    assertThat(written())
        .satisfiesExactly(
            line -> assertThat(line).endsWith("\tOrders\t-\t-\t-\t-\trefused (code 13)"),
            line -> assertThat(line).endsWith("\tstored but not safe (code 10)"));
  }

  @Test
  void whatAClientSendsMakesNoLineOfItsOwn() throws Exception {
    interceptor()
        .afterSend(
            send(Map.of("UNIQ_KEY", "a\tb\nc\u0000d\u2028e")),
            new SendOutcome(0, "7F000001", 3, 42));
    assertThat(written())
        .singleElement()
        .asString()
        .contains("\ta\\u0009b\\u000Ac\\u0000d\\u2028e\tstored");
  }

  @Test
  void everyDeliveredMessageIsALine() throws Exception {
    ((AuditInterceptor) interceptor()).beforeDeliver(new Batch());
    assertThat(written())
        .containsExactly(
            "2026-11-21T12:00:00Z\tDELIVER\t127.0.0.1:50001\treaders\tOrders\t0\t0\t-\tU1"
                + "\tdelivered",
            "2026-11-21T12:00:00Z\tDELIVER\t127.0.0.1:50001\treaders\tOrders\t0\t0\t-\t-"
                + "\tdelivered");
  }

  @Test
  void linesThatAreTooManyAreLostAndCounted() throws IOException {
    AuditTrail trail = trail(file(), 2);
    for (int i = 0; i < 5; i++) {
      trail.add("line " + i); // nobody writes yet
    }
    trail.start();
    assertThat(written()).containsExactly("line 0", "line 1", "2026-11-21T12:00:00Z\tLOST 3");
  }

  @Test
  void linesThatTheDiskRefusesAreLostAndCounted() throws IOException {
    Path blocked = Files.createFile(directory.resolve("blocked"));
    Path file = blocked.resolve("audit.log");
    AuditTrail trail = trail(file, 100);
    trail.add("lost");
    trail.start();
    await()
        .until(
            () -> {
              if (Files.isRegularFile(blocked)) {
                Files.delete(blocked);
              }
              trail.add("more");
              return Files.exists(file) && Files.readString(file).contains("LOST");
            });
    close();
    assertThat(Files.readAllLines(file)).contains("more");
  }

  @Test
  void aStoppedAuditTakesNothingMore() throws IOException {
    AuditTrail trail = trail(file(), 10);
    trail.start();
    trail.add("before");
    trail.close();
    trail.add("after");
    assertThat(written()).containsExactly("before");
  }

  private static final class Batch implements DeliverContext {

    @Override
    public String group() {
      return "readers";
    }

    @Override
    public String topic() {
      return "Orders";
    }

    @Override
    public int queueId() {
      return 0;
    }

    @Override
    public String clientAddress() {
      return "127.0.0.1:50001";
    }

    @Override
    public List<MessageView> messages() {
      return List.of(TestMessage.of("Orders").with("UNIQ_KEY", "U1"), TestMessage.of("Orders"));
    }

    @Override
    public void holdBack(String reason) {
      throw new AssertionError("an audit holds nothing back");
    }
  }
}
