/** Frames written and read by hand over a plain socket, with RocketMQ's own command codec. */
package org.marquetry.itests.wire;
