package kr.hangil.gateway.routes;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity
@Table(name = "route")
class RouteEntity {

    @Id
    @Column(name = "served_model")
    String servedModel;

    @Column(name = "capabilities", columnDefinition = "text[]")
    String[] capabilities;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;
}
