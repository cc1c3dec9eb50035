package kr.hangil.gateway.tenants;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Set;
import kr.hangil.gateway.identity.User;
import kr.hangil.gateway.snapshot.TenantRole;
import kr.hangil.gateway.tenants.MemberEntity.MemberId;

@ApplicationScoped
class MemberRepository implements PanacheRepositoryBase<MemberEntity, MemberId> {

    Uni<List<MemberEntity>> of(String tenant, String issuer, String after, int most) {
        return find("id.tenant = ?1 and id.issuer = ?2 and id.subject > ?3 order by id.subject", tenant, issuer, after)
                .page(0, most)
                .list();
    }

    /** Memberships of {@code user} in those of {@code tenants} that know them. */
    Uni<List<MemberEntity>> of(User user, Set<String> tenants) {
        return list("id.issuer = ?1 and id.subject = ?2 and id.tenant in ?3", user.issuer(), user.subject(), tenants);
    }

    /** How many owners there are, none of which changes before the transaction ends. */
    Uni<Long> lockOwners(String tenant) {
        return find("id.tenant = ?1 and role = ?2", tenant, TenantRole.OWNER)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .list()
                .map(owners -> (long) owners.size());
    }
}
