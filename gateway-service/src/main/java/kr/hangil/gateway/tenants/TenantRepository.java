package kr.hangil.gateway.tenants;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

@ApplicationScoped
class TenantRepository implements PanacheRepositoryBase<TenantEntity, String> {

    Uni<List<TenantEntity>> all(String after, int most) {
        return find("id > ?1 order by id", after).page(0, most).list();
    }

    Uni<List<TenantEntity>> among(Set<String> ids, String after, int most) {
        return find("id in ?1 and id > ?2 order by id", ids, after)
                .page(0, most)
                .list();
    }
}
