/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Filters that a broker has to survive. */
package org.marquetry.itests.hostilefilters;
