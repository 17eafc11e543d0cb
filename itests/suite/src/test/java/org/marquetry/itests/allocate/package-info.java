/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Who reads which queue: real clients that ask the broker, and real clients that are steered. */
package org.marquetry.itests.allocate;
