/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Real clients under load whose every acknowledged message is accounted for. */
package org.marquetry.itests.audit;
