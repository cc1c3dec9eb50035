/**
 * What the data plane knows: tenants, memberships, API keys and routes, in memory, versioned, swapped whole.
 *
 * <p>PostgreSQL tells when the version has moved, and is asked in case that was lost; then the content is read. The last good content
 * is kept on disk, so that a gateway starts and serves known keys while PostgreSQL is away. No secret is in it: keys
 * are known by their hash.
 */
@NullMarked
package kr.hangil.gateway.snapshot;

import org.jspecify.annotations.NullMarked;
