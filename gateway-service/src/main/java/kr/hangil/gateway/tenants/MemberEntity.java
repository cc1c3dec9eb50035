package kr.hangil.gateway.tenants;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.time.Instant;
import kr.hangil.gateway.snapshot.TenantRole;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "member")
class MemberEntity {

    @Embeddable
    record MemberId(
            @Column(name = "tenant") String tenant,
            @Column(name = "issuer") String issuer,
            @Column(name = "subject") String subject) {}

    @EmbeddedId
    MemberId id;

    @Enumerated(EnumType.STRING)
    @Column(name = "role")
    TenantRole role;

    @Column(name = "email")
    @Nullable
    String email;

    @Column(name = "name")
    @Nullable
    String name;

    @Column(name = "created_at")
    Instant createdAt;
}
