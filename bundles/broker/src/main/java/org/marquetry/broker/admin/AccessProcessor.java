/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import java.util.concurrent.Executor;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;

/**
 * Answers tools that ask for users and access rules as RocketMQ does while access control is off:
 * there are none, and nowhere to put them. Stateless.
 */
final class AccessProcessor {

  private static final FieldName USERNAME = new FieldName("username");
  private static final FieldName SUBJECT = new FieldName("subject");

  private AccessProcessor() {}

  static void contribute(Processors.Builder builder, Executor executor) {
    for (int code = RequestCode.AUTH_CREATE_USER; code <= RequestCode.AUTH_LIST_ACL; code++) {
      builder.on(executor, code, AccessProcessor::refuse);
    }
  }

  private static void refuse(Request request) throws CommandException {
    switch (request.code()) {
      case RequestCode.AUTH_CREATE_USER, RequestCode.AUTH_UPDATE_USER, RequestCode.AUTH_GET_USER ->
          require(request, USERNAME, ResponseCode.INVALID_PARAMETER);
      case RequestCode.AUTH_DELETE_USER -> require(request, USERNAME, ResponseCode.NO_PERMISSION);
      case RequestCode.AUTH_DELETE_ACL, RequestCode.AUTH_GET_ACL ->
          require(request, SUBJECT, ResponseCode.NO_PERMISSION);
      default -> {
        // Nothing is required.
      }
    }
    throw new CommandException(
        ResponseCode.SYSTEM_ERROR,
        "access control is off: this broker has neither users nor access rules");
  }

  private static void require(Request request, FieldName field, int code) throws CommandException {
    String value = request.text(field);
    if (value == null || value.isBlank()) {
      throw new CommandException(code, "The " + field.text() + " is blank");
    }
  }
}
