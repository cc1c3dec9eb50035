package kr.hangil.gateway.routes;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

@Entity
@Table(name = "route_replica")
class ReplicaEntity {

    @Embeddable
    record ReplicaId(
            @Column(name = "served_model") String servedModel,
            @Column(name = "deployment") String deployment,
            @Column(name = "name") String name) {}

    @EmbeddedId
    ReplicaId id;

    @Column(name = "url")
    String url;

    @Column(name = "position")
    int position;
}
