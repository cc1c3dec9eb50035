package kr.hangil.gateway.keys;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is kept of an API key: its hash, never the key. */
@Entity
@Table(name = "api_key")
class ApiKeyEntity {

    @Id
    @Column(name = "id")
    String id;

    @Column(name = "tenant")
    String tenant;

    @Column(name = "project")
    @Nullable
    String project;

    @Column(name = "name")
    String name;

    @Column(name = "hash")
    String hash;

    @Column(name = "models", columnDefinition = "text[]")
    String[] models;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "created_by_issuer")
    String createdByIssuer;

    @Column(name = "created_by_subject")
    String createdBySubject;

    @Column(name = "created_by")
    String createdBy;

    @Column(name = "expires_at")
    @Nullable
    Instant expiresAt;

    @Column(name = "revoked_at")
    @Nullable
    Instant revokedAt;

    /** Written past Hibernate by {@link LastUseWriter}. */
    @Column(name = "last_used_at", insertable = false, updatable = false)
    @Nullable
    Instant lastUsedAt;
}
