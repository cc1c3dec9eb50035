package kr.hangil.registry.alias;

import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.contracts.registry.ModelAlias;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.registry.catalog.CatalogEntry;
import kr.hangil.registry.catalog.ModelName;
import kr.hangil.registry.catalog.ModelService;
import kr.hangil.registry.page.PageQuery;
import kr.hangil.registry.version.VersionService;
import org.jspecify.annotations.Nullable;

/** Aliases of a model and where they pointed when. */
@ApplicationScoped
class AliasService {

    private final AliasRepository aliases;
    private final ModelService models;
    private final VersionService versions;
    private final Clock clock;

    AliasService(AliasRepository aliases, ModelService models, VersionService versions, Clock clock) {
        this.aliases = aliases;
        this.models = models;
        this.versions = versions;
        this.clock = clock;
    }

    @WithSession
    Uni<ModelAlias> get(ModelName model, AliasName name) {
        return models.require(model).chain(entry -> find(entry, name));
    }

    @WithSession
    Uni<Page<ModelAlias>> list(ModelName model, PageQuery query) {
        return models.require(model)
                .chain(entry -> aliases.list(entry.id(), query))
                .map(rows -> query.page(rows, row -> row.toAlias(model), row -> row.key.name()));
    }

    /**
     * Points the alias at a version of its model if it still is what {@code precondition} says.
     *
     * @return the alias after the move; fails with {@code precondition_failed} when someone else was faster
     */
    @WithTransaction
    Uni<ModelAlias> put(ModelName model, AliasName name, Digest digest, Precondition precondition, String by) {
        return versions.get(model, digest.value())
                .chain(() -> models.require(model))
                .chain(entry -> write(entry, name, digest, precondition, by)
                        .chain(written -> requireWritten(written, entry, name, precondition))
                        .chain(() -> find(entry, name)));
    }

    /** Removes the alias if it still is at the revision; its history stays. */
    @WithTransaction
    Uni<Void> delete(ModelName model, AliasName name, Precondition precondition, String by) {
        if (!(precondition instanceof Precondition.AtRevision at)) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST, "If-Match", "an alias is deleted with 'If-Match: \"<revision>\"'");
        }
        return models.require(model)
                .chain(entry -> aliases.delete(entry.id(), name, at.revision(), clock.instant(), by)
                        .chain(written -> requireWritten(written, entry, name, precondition)));
    }

    /** All moves, latest first, or only the one in force at {@code at}: none if the alias was not there yet. */
    @WithSession
    Uni<Page<AliasRevision>> history(ModelName model, AliasName name, @Nullable Instant at, PageQuery query) {
        return models.require(model)
                .chain(entry ->
                        at == null ? aliases.history(entry.id(), name, query) : aliases.historyAt(entry.id(), name, at))
                .map(rows ->
                        query.page(rows, AliasRevisionEntity::toRevision, row -> Long.toString(row.key.revision())));
    }

    private Uni<Boolean> write(
            CatalogEntry entry, AliasName name, Digest digest, Precondition precondition, String by) {
        Instant now = clock.instant();
        return switch (precondition) {
            case Precondition.Absent ignored -> aliases.create(entry.id(), name, digest, now, by);
            case Precondition.AtRevision at -> aliases.move(entry.id(), name, at.revision(), digest, now, by);
        };
    }

    private Uni<Void> requireWritten(boolean written, CatalogEntry entry, AliasName name, Precondition precondition) {
        if (written) {
            return Uni.createFrom().voidItem();
        }
        return aliases.find(entry.id(), name.value()).map(now -> {
            throw refused(now, entry, name, precondition);
        });
    }

    private static PlatformException refused(
            @Nullable AliasEntity now, CatalogEntry entry, AliasName name, Precondition precondition) {
        String alias = "alias '" + name + "' of " + entry.name();
        if (now == null) {
            return new PlatformException(ErrorCode.PRECONDITION_FAILED, alias + " does not exist");
        }
        return new PlatformException(
                ErrorCode.PRECONDITION_FAILED,
                alias + " is at revision " + now.revision + " and points at " + now.digest
                        + (precondition instanceof Precondition.AtRevision at
                                ? ", not at revision " + at.revision() + "; read it again before moving it"
                                : "; it exists already"));
    }

    private Uni<ModelAlias> find(CatalogEntry entry, AliasName name) {
        return aliases.find(entry.id(), name.value())
                .onItem()
                .ifNull()
                .failWith(
                        () -> new PlatformException(ErrorCode.NOT_FOUND, entry.name() + " has no alias '" + name + "'"))
                .map(alias -> alias.toAlias(entry.name()));
    }
}
