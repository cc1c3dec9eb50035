package kr.hangil.gateway.policy;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** Both layers of a tenant's policy and what follows from them, each in JSON. */
@Entity
@Table(name = "tenant_policy")
class PolicyEntity {

    @Id
    @Column(name = "tenant")
    String tenant;

    @Column(name = "revision")
    long revision;

    @Column(name = "own")
    String own;

    @Column(name = "imposed")
    String imposed;

    @Column(name = "effective")
    String effective;

    @Column(name = "updated_at")
    Instant updatedAt;
}
