/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

import java.nio.ByteBuffer;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A received request. The object and everything it hands out as bytes are valid only until {@link
 * RequestProcessor#process} returns; what is needed later must be copied. Not thread-safe.
 *
 * <p>A number or boolean whose text does not parse makes the accessor throw {@link
 * CommandException} with code 1 and a remark that names the field and its text.
 */
@ProviderType
public interface Request {

  int code();

  int opaque();

  /** The sender's version ordinal; RocketMQ 5.5.0 is 513. */
  int version();

  /** The sender's language name as in the protocol ({@code JAVA}, {@code GO}, …). */
  String language();

  boolean oneWay();

  Connection connection();

  boolean has(FieldName field);

  /** The field's text, newly made, or {@code null} where it is absent. */
  String text(FieldName field);

  /**
   * The field's text from a bounded table of recently seen ones: for names that come again and
   * again (topics, groups). {@code null} where absent.
   */
  String symbol(FieldName field);

  /**
   * @throws CommandException code 1 if absent
   */
  String requiredText(FieldName field) throws CommandException;

  /**
   * @throws CommandException code 1 if absent
   */
  String requiredSymbol(FieldName field) throws CommandException;

  /**
   * @throws CommandException code 1 if absent
   */
  int requiredInt(FieldName field) throws CommandException;

  /**
   * @throws CommandException code 1 if absent
   */
  long requiredLong(FieldName field) throws CommandException;

  int intOr(FieldName field, int absent) throws CommandException;

  long longOr(FieldName field, long absent) throws CommandException;

  boolean booleanOr(FieldName field, boolean absent) throws CommandException;

  /**
   * Points {@code into} at the field's UTF-8 bytes (unescaped).
   *
   * @return {@code false} where the field is absent
   */
  boolean bytes(FieldName field, ByteRange into);

  /** All header fields, copied. For cold requests. */
  Map<String, String> fields();

  /** The body, from position 0 to limit; length 0 where there is none. */
  ByteBuffer body();

  /** The body, copied; length 0 where there is none. */
  byte[] bodyBytes();

  /**
   * Begins the reply on the thread that processes the request. Exactly one of {@link #reply} and
   * {@link #defer} is called once for each request.
   *
   * @param code a response code
   */
  Reply reply(int code);

  /** Keeps what a reply needs, so that it can be given after {@code process} has returned. */
  PendingReply defer();
}
