/**
 * The certificates that prove a proxy's services: issued, kept in memory, renewed in time. Reads CA
 * secrets; keeps private keys out of everything but the proxy's own stream.
 */
@NullMarked
package io.meshlog.zone.identity;

import org.jspecify.annotations.NullMarked;
