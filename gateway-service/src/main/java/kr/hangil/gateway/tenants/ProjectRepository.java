package kr.hangil.gateway.tenants;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import kr.hangil.gateway.tenants.ProjectEntity.ProjectId;

@ApplicationScoped
class ProjectRepository implements PanacheRepositoryBase<ProjectEntity, ProjectId> {

    /** Those of {@code ids} that the tenant has. */
    Uni<List<ProjectEntity>> among(String tenant, Set<String> ids) {
        return list("id.tenant = ?1 and id.project in ?2", tenant, ids);
    }

    Uni<List<ProjectEntity>> of(String tenant, String after, int most) {
        return find("id.tenant = ?1 and id.project > ?2 order by id.project", tenant, after)
                .page(0, most)
                .list();
    }
}
