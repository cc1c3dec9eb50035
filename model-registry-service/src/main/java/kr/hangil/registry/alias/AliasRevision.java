package kr.hangil.registry.alias;

import java.time.Instant;
import kr.hangil.contracts.Digest;
import org.jspecify.annotations.Nullable;

/**
 * One move of an alias.
 *
 * @param revision 1 for its creation, one more at each move
 * @param digest where it pointed from then on; null when this move deleted it
 * @param changedAt when
 * @param changedBy who
 */
record AliasRevision(long revision, @Nullable Digest digest, Instant changedAt, String changedBy) {}
