/** Request handlers and interceptors that come and go while clients work. */
package org.marquetry.itests.handlers;
