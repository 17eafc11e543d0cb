/** Request handlers that tests drop into a broker. */
package org.marquetry.itests.requesthandlers;
