/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.spi;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A request and the way to answer it. Valid during the call; for the calling thread.
 *
 * <pre>{@code
 * String name = context.fields().get("name");
 * if (name == null) {
 *   context.reply(1, "the field 'name' is missing", Map.of(), null);
 * } else {
 *   context.reply(0, null, Map.of("greeting", "Hello " + name), null);
 * }
 * }</pre>
 */
@ProviderType
public interface HandlerContext {

  /** {@return the request code} */
  int code();

  /** {@return the header's fields; cannot be changed} */
  Map<String, String> fields();

  /** {@return the body, a copy; length 0 where there is none} */
  byte[] body();

  /** {@return {@code host:port} of the client} */
  String clientAddress();

  /** {@return the client's language as the protocol names it: {@code JAVA}, {@code GO}, …} */
  String language();

  /** {@return the ordinal of the client's version; RocketMQ 5.5.0 is 513} */
  int version();

  /**
   * Answers; goes nowhere where the client asked one-way.
   *
   * @param code response code, 0 for success
   * @param remark text for people, or {@code null}
   * @param fields header fields, without {@code null} values
   * @param body or {@code null}
   * @throws IllegalStateException if it is answered already
   */
  void reply(int code, String remark, Map<String, String> fields, byte[] body);
}
