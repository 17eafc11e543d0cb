/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

import java.util.Map;

/**
 * A request to a peer, or a peer's response; for cold traffic. Immutable by contract: neither the
 * map nor the body is changed once given.
 *
 * @param code request or response code
 * @param remark text for people, {@code null} for none
 * @param fields header fields
 * @param body never {@code null}; length 0 for none
 */
public record Command(int code, String remark, Map<String, String> fields, byte[] body) {

  private static final byte[] NO_BODY = {};

  public static Command request(int code, Map<String, String> fields) {
    return new Command(code, null, fields, NO_BODY);
  }

  public static Command request(int code, Map<String, String> fields, byte[] body) {
    return new Command(code, null, fields, body);
  }
}
