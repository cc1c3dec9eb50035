package kr.hangil.gateway.keys;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.stream.Stream;
import kr.hangil.gateway.snapshot.AddressRange;
import kr.hangil.gateway.snapshot.KeyScope;
import kr.hangil.gateway.snapshot.Limits;
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

    @Column(name = "operations", columnDefinition = "text[]")
    String[] operations;

    @Column(name = "regions", columnDefinition = "text[]")
    String[] regions;

    @Column(name = "addresses", columnDefinition = "text[]")
    String[] addresses;

    @Column(name = "requests_per_minute")
    @Nullable
    Integer requestsPerMinute;

    @Column(name = "tokens_per_minute")
    @Nullable
    Long tokensPerMinute;

    @Column(name = "concurrency")
    @Nullable
    Integer concurrency;

    /** Raised by every change, from 1. */
    @Column(name = "revision")
    long revision;

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

    @Column(name = "rotated_at")
    @Nullable
    Instant rotatedAt;

    /** Good until {@link #previousUntil}; both or neither. */
    @Column(name = "previous_hash")
    @Nullable
    String previousHash;

    @Column(name = "previous_until")
    @Nullable
    Instant previousUntil;

    /** Written past Hibernate by {@link LastUseWriter}. */
    @Column(name = "last_used_at", insertable = false, updatable = false)
    @Nullable
    Instant lastUsedAt;

    void settle(KeySettings settings) {
        revision++;
        name = settings.name();
        project = settings.project();
        models = sorted(settings.scope().models());
        operations = sorted(settings.scope().operations());
        regions = sorted(settings.scope().regions());
        addresses = settings.scope().addresses().stream()
                .map(AddressRange::toString)
                .toArray(String[]::new);
        requestsPerMinute = settings.limits().requestsPerMinute();
        tokensPerMinute = settings.limits().tokensPerMinute();
        concurrency = settings.limits().concurrency();
        Instant expiry = settings.expiresAt();
        expiresAt = expiry == null ? null : expiry.truncatedTo(ChronoUnit.MICROS);
    }

    /** @param previousUntil first instant at which the hash before is no longer good; null where it already is not */
    void renew(String renewedHash, Instant now, @Nullable Instant previousUntil) {
        revision++;
        previousHash = previousUntil == null ? null : hash;
        this.previousUntil = previousUntil;
        hash = renewedHash;
        rotatedAt = now;
    }

    void revoke(Instant now) {
        revision++;
        revokedAt = now;
    }

    KeySettings settings() {
        KeyScope scope = new KeyScope(
                Set.of(models),
                Set.of(operations),
                Set.of(regions),
                Stream.of(addresses).map(AddressRange::parse).toList());
        return new KeySettings(name, project, scope, limits(), expiresAt);
    }

    Limits limits() {
        return new Limits(requestsPerMinute, tokensPerMinute, concurrency);
    }

    private static String[] sorted(Set<String> set) {
        return set.stream().sorted().toArray(String[]::new);
    }
}
