/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Transactions with the real client, across crashes and beside the real broker. */
package org.marquetry.itests.transaction;
