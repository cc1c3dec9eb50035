package kr.hangil.gateway.routes;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

@Entity
@Table(name = "route_deployment")
class DeploymentEntity {

    @Embeddable
    record DeploymentId(
            @Column(name = "served_model") String servedModel,
            @Column(name = "name") String name) {}

    @EmbeddedId
    DeploymentId id;

    @Column(name = "region")
    String region;

    @Column(name = "weight")
    int weight;

    @Column(name = "position")
    int position;
}
