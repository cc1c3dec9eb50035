package kr.hangil.contracts.registry;

import java.time.Instant;
import kr.hangil.contracts.Digest;

/**
 * A name that points at a version and moves by compare-and-set.
 *
 * @param model {@code namespace/name}
 * @param alias for example {@code prod}
 * @param digest where it points
 * @param revision 1 at creation, one more at each move; the {@code ETag} is this number in quotes
 * @param updatedAt when it last moved
 * @param updatedBy who moved it
 */
public record ModelAlias(
        String model, String alias, Digest digest, long revision, Instant updatedAt, String updatedBy) {}
