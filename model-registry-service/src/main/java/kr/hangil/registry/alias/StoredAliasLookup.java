package kr.hangil.registry.alias;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import kr.hangil.contracts.Digest;
import kr.hangil.registry.version.AliasLookup;

/** Answers the version feature from the rows of {@code aliases}. */
@ApplicationScoped
class StoredAliasLookup implements AliasLookup {

    private final AliasRepository aliases;

    StoredAliasLookup(AliasRepository aliases) {
        this.aliases = aliases;
    }

    @Override
    public Uni<Digest> resolve(long modelId, String alias) {
        return aliases.find(modelId, alias).onItem().ifNotNull().transform(found -> new Digest(found.digest));
    }
}
