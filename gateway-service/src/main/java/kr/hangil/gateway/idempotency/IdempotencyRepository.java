package kr.hangil.gateway.idempotency;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import kr.hangil.gateway.idempotency.IdempotencyEntity.IdempotencyId;

@ApplicationScoped
class IdempotencyRepository implements PanacheRepositoryBase<IdempotencyEntity, IdempotencyId> {

    Uni<Long> forgetBefore(Instant instant) {
        return delete("createdAt < ?1", instant);
    }
}
