/** The protocol on Netty channels. Nothing of Netty shows outside this package. */
package org.marquetry.remoting.netty;
