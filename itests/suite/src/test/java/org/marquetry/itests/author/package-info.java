/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What an author of plugins does: a project from an archetype, built and tested. */
package org.marquetry.itests.author;
