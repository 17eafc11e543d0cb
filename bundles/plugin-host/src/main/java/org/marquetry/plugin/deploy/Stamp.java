/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.nio.file.attribute.FileTime;

/**
 * By what a changed file is told from an unchanged one without reading it.
 *
 * @param changed when its content or its attributes changed, where the file system tells
 * @param key which file it is, where the file system tells: another one under the same name is a
 *     change
 */
record Stamp(long length, FileTime modified, FileTime changed, Object key) {}
