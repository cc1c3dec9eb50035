package kr.hangil.gateway.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.page.Page;
import kr.hangil.gateway.audit.AuditEntryEntity.EntryId;
import kr.hangil.gateway.identity.User;
import kr.hangil.gateway.storage.PageRequest;

/** Appends to the audit trails, within the transaction of the change itself, and reads them. */
@ApplicationScoped
public class AuditService {

    /** Scope of what belongs to no tenant. */
    public static final String PLATFORM = "";

    private static final String START = "0".repeat(64);
    private static final int VERIFIED_AT_ONCE = 500;

    private final AuditRepository entries;
    private final ObjectMapper mapper;
    private final Clock clock;

    AuditService(AuditRepository entries, ObjectMapper mapper, Clock clock) {
        this.entries = entries;
        this.mapper = mapper;
        this.clock = clock;
    }

    /**
     * Appends one entry. Call it last in the transaction: it writes out what changed and holds the scope's chain until
     * the end.
     *
     * @param scope tenant id or {@link #PLATFORM}
     * @param detail values that JSON can hold; never a secret
     */
    public Uni<Void> record(User actor, String scope, String action, String target, Map<String, ?> detail) {
        return entries.lockHead(scope, START)
                .map(head -> append(head, actor, action, target, json(new TreeMap<>(detail))))
                .flatMap(entries::persist)
                .replaceWithVoid();
    }

    private AuditEntryEntity append(AuditHeadEntity head, User actor, String action, String target, String detail) {
        AuditEntryEntity entry = new AuditEntryEntity();
        entry.id = new EntryId(head.scope, head.seq + 1);
        entry.at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        entry.actorIssuer = actor.issuer();
        entry.actorSubject = actor.subject();
        entry.actor = actor.label();
        entry.action = action;
        entry.target = target;
        entry.detail = detail;
        entry.previousHash = head.hash;
        entry.hash = hash(entry);
        head.seq = entry.id.seq();
        head.hash = entry.hash;
        return entry;
    }

    /** A page of {@code scope}'s trail, newest first; within a transaction. */
    public Uni<Page<AuditEntry>> list(String scope, PageRequest page) {
        return entries.newestFirst(scope, page.afterNumber(Long.MAX_VALUE), page.rows())
                .map(rows -> page.page(rows, AuditService::wire, row -> Long.toString(row.id.seq())));
    }

    /** Recomputes the whole chain of {@code scope}; within a transaction. */
    public Uni<AuditVerification> verify(String scope) {
        return verifyFrom(scope, 0, START);
    }

    private Uni<AuditVerification> verifyFrom(String scope, long seq, String hash) {
        return entries.oldestFirst(scope, seq, VERIFIED_AT_ONCE).flatMap(rows -> {
            long last = seq;
            String expected = hash;
            for (AuditEntryEntity row : rows) {
                if (row.id.seq() != last + 1 || !row.previousHash.equals(expected) || !row.hash.equals(hash(row))) {
                    return Uni.createFrom().item(AuditVerification.broken(last, last + 1));
                }
                last = row.id.seq();
                expected = row.hash;
            }
            return rows.isEmpty() ? verifyEnd(scope, last, expected) : verifyFrom(scope, last, expected);
        });
    }

    /** Entries cut off the end leave a good chain behind; only the head remembers them. */
    private Uni<AuditVerification> verifyEnd(String scope, long last, String hash) {
        return entries.head(scope)
                .map(head -> head == null || (head.seq == last && head.hash.equals(hash))
                        ? AuditVerification.intact(last)
                        : AuditVerification.broken(last, last + 1));
    }

    private String hash(AuditEntryEntity e) {
        String content = json(List.of(
                e.id.scope(),
                e.id.seq(),
                e.at.toString(),
                e.actorIssuer,
                e.actorSubject,
                e.actor,
                e.action,
                e.target,
                e.detail,
                e.previousHash));
        return Digest.sha256(content.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private String json(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("an audit entry's detail must be plain values", e);
        }
    }

    private static AuditEntry wire(AuditEntryEntity e) {
        return new AuditEntry(
                e.id.seq(),
                e.at,
                new AuditEntry.Actor(e.actorIssuer, e.actorSubject, e.actor),
                e.action,
                e.target,
                e.detail,
                e.previousHash,
                e.hash);
    }
}
