package kr.hangil.registry.version;

import io.smallrye.mutiny.Uni;
import kr.hangil.contracts.Digest;

/** Where a reference that is no digest points; the seam through which versions know of aliases without importing them. */
public interface AliasLookup {

    /** The digest the alias points at now; a null item when the model has no such alias. */
    Uni<Digest> resolve(long modelId, String alias);
}
