/**
 * Immutable versions: a canonical manifest (RFC 8785), its SHA-256 as the name, and the files it lists.
 *
 * <p>Publishing is one insert that the database checks against the digest; nothing updates or deletes the row.
 */
@NullMarked
package kr.hangil.registry.version;

import org.jspecify.annotations.NullMarked;
