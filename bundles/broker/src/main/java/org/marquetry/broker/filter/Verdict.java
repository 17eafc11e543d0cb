/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import java.util.BitSet;

/**
 * What a filter says of the messages of a chunk that it was asked about. Verdicts of two versions
 * of a filter can be compared. Not to be changed.
 *
 * @param matching indexes of messages
 * @param seen messages before this index were judged
 * @param failing indexes of messages that it could not judge, where that was to be passed over
 * @param failure why it could not judge the first of them, {@code null} where there is none
 * @param illegal {@code null} where the expression is legal
 */
record Verdict(BitSet matching, int seen, BitSet failing, String failure, Illegal illegal) {}
