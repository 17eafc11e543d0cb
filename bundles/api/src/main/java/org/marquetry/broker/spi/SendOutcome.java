/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.spi;

/**
 * What became of a message.
 *
 * @param code response code as the client gets it; 0: stored
 * @param messageId the broker's offset id, or {@code null} where nothing is stored
 * @param queueId where it is stored, or negative
 * @param queueOffset where it is stored, or negative
 */
public record SendOutcome(int code, String messageId, int queueId, long queueOffset) {}
