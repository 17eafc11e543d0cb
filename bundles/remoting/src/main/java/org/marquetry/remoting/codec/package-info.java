/** Frames and headers of the protocol as bytes, without reflection or trees. */
package org.marquetry.remoting.codec;
