/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import org.marquetry.admin.AdminException;
import org.marquetry.shell.output.Answer;

/** A shell command. Thread-safe; may block for as long as what it asks for takes. */
interface Command {

  Usage usage();

  Answer run(Arguments arguments) throws CommandFailure, AdminException;
}
