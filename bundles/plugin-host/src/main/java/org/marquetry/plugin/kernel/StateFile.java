/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.io.IOException;

/** Where the state of plugins outlives the process. Used by one thread at a time. */
public interface StateFile {

  /** Remembers nothing. */
  StateFile NONE =
      new StateFile() {
        @Override
        public Content read() {
          return Content.NONE;
        }

        @Override
        public void write(Content content) {}
      };

  /**
   * @throws IOException if it cannot be read or understood; names the file and the remedy
   */
  Content read() throws IOException;

  /** Replaces the content as a whole, for good. */
  void write(Content content) throws IOException;

  /**
   * @param state as it is
   * @param intent as it is about to be, or {@code null}
   * @param why it changes, or {@code null}
   */
  record Content(PluginState state, PluginState intent, String why) {

    static final Content NONE = new Content(PluginState.NONE, null, null);
  }
}
