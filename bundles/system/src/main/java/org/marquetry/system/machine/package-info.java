/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The one real implementation of what {@link org.marquetry.system} asks of the machine. */
package org.marquetry.system.machine;
