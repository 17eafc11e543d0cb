/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.handler;

import java.util.LinkedHashMap;
import java.util.Map;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.PendingReply;
import org.marquetry.remoting.Reply;

/**
 * What a plugin answers. Checked and copied where the plugin gives it, so that a plugin that gives
 * nonsense is told, and what it changes afterwards changes nothing.
 */
record HandlerAnswer(int code, String remark, Map<FieldName, String> fields, byte[] body) {

  /** With this much a reply is surely no longer than what clients read: 16 MiB. */
  static final int MAX_BODY_BYTES = 14 * 1024 * 1024;

  /** Of remark, names and values together; each may take 6 bytes. */
  static final int MAX_HEADER_CHARACTERS = 256 * 1024;

  /**
   * @throws IllegalArgumentException if it cannot be sent; the message says what is wrong
   */
  static HandlerAnswer of(int code, String remark, Map<String, String> fields, byte[] body) {
    if (code < 0 || code > Short.MAX_VALUE) {
      throw new IllegalArgumentException(
          "response code " + code + " is not in 0.." + Short.MAX_VALUE);
    }
    if (body != null && body.length > MAX_BODY_BYTES) {
      throw new IllegalArgumentException(
          "a body of " + body.length + " bytes is longer than the limit of " + MAX_BODY_BYTES);
    }
    long characters = remark == null ? 0 : remark.length();
    Map<FieldName, String> checked = new LinkedHashMap<>();
    if (fields != null) {
      for (Map.Entry<String, String> field : fields.entrySet()) {
        if (field.getKey() == null || field.getKey().isEmpty() || field.getValue() == null) {
          throw new IllegalArgumentException("a header field needs a name and a value: " + field);
        }
        characters += field.getKey().length() + (long) field.getValue().length();
        checked.put(new FieldName(field.getKey()), field.getValue());
      }
    }
    if (characters > MAX_HEADER_CHARACTERS) {
      throw new IllegalArgumentException(
          "remark and fields of "
              + characters
              + " characters are longer than the limit of "
              + MAX_HEADER_CHARACTERS);
    }
    return new HandlerAnswer(code, remark, checked, body == null ? null : body.clone());
  }

  void give(PendingReply pending) {
    Reply reply = pending.reply(code);
    fields.forEach(reply::field);
    reply.remark(remark);
    if (body != null && body.length > 0) {
      reply.body(body);
    }
    reply.send();
  }
}
