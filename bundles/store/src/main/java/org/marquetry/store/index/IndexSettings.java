/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.index;

import java.nio.file.Path;
import org.marquetry.system.Disk;

/**
 * Where the key index is and how long its files are.
 *
 * @param slots hash slots of a file
 * @param entries entries of a file, of which the first one is not used
 */
public record IndexSettings(Disk disk, Path directory, int slots, int entries) {}
