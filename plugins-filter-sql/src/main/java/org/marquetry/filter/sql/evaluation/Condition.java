/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import org.marquetry.message.MessageView;

/** Something that is true or not of a message. Allocates nothing for usual values. */
public interface Condition {

  Truth test(MessageView message);
}
