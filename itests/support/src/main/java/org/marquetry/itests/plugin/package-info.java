/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Plugin bundles as an operator handles them: jars in a deploy folder. */
package org.marquetry.itests.plugin;
