/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.recovery;

import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.marquetry.message.MessageRecord;

/**
 * Which queue entries a record has, as far as it does not say so itself.
 *
 * @param tagsCodes what goes into the entries beside position and size
 * @param fansOut of a topic, whether its messages go into the light queues that they name
 */
public record DispatchRules(ToLongFunction<MessageRecord> tagsCodes, Predicate<String> fansOut) {}
