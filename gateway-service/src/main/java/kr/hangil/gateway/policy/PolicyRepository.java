package kr.hangil.gateway.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import kr.hangil.gateway.snapshot.TenantPolicy;
import org.jspecify.annotations.Nullable;

/** Policies as rows. */
@ApplicationScoped
class PolicyRepository implements PanacheRepositoryBase<PolicyEntity, String> {

    private final ObjectMapper mapper;
    private final Clock clock;

    PolicyRepository(ObjectMapper mapper, Clock clock) {
        this.mapper = mapper;
        this.clock = clock;
    }

    Uni<PolicyLayers> of(String tenant) {
        return findById(tenant).map(this::layers);
    }

    /** As {@link #of}, and nobody else changes it before the transaction ends. */
    Uni<PolicyLayers> lock(String tenant) {
        return findById(tenant, LockModeType.PESSIMISTIC_WRITE).map(this::layers);
    }

    Uni<PolicyEntity> save(String tenant, PolicyLayers layers) {
        return findById(tenant).flatMap(row -> {
            PolicyEntity saved = row == null ? new PolicyEntity() : row;
            saved.tenant = tenant;
            saved.revision = layers.revision();
            saved.own = write(layers.own());
            saved.imposed = write(layers.imposed());
            saved.effective = write(layers.effective());
            saved.updatedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
            return persist(saved);
        });
    }

    private PolicyLayers layers(@Nullable PolicyEntity row) {
        return row == null
                ? PolicyLayers.NONE
                : new PolicyLayers(row.revision, read(row.own, TenantPolicy.class), read(row.imposed, Imposed.class));
    }

    private <T> T read(String json, Class<T> type) {
        try {
            return mapper.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a policy in the database is no policy", e);
        }
    }

    private String write(Object layer) {
        try {
            return mapper.writeValueAsString(layer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a policy has a JSON form", e);
        }
    }
}
