package kr.hangil.gateway.tenants;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.gateway.audit.AuditService;
import kr.hangil.gateway.idempotency.Idempotency;
import kr.hangil.gateway.identity.User;
import kr.hangil.gateway.storage.PageRequest;
import kr.hangil.gateway.storage.Transactions;
import kr.hangil.gateway.tenants.ProjectEntity.ProjectId;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** A tenant's projects. */
@ApplicationScoped
public class ProjectService {

    private final Transactions transactions;
    private final ProjectRepository projects;
    private final TenantAccess access;
    private final AuditService audit;
    private final Idempotency idempotency;
    private final Clock clock;

    ProjectService(
            Transactions transactions,
            ProjectRepository projects,
            TenantAccess access,
            AuditService audit,
            Idempotency idempotency,
            Clock clock) {
        this.transactions = transactions;
        this.projects = projects;
        this.access = access;
        this.audit = audit;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    /** Fails with 400 naming {@code param} unless {@code tenant} has each of {@code ids}; within a transaction. */
    public Uni<Void> require(String tenant, Set<String> ids, String param) {
        if (ids.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return projects.among(tenant, ids)
                .invoke(found -> {
                    Set<String> unknown = new TreeSet<>(ids);
                    found.forEach(project -> unknown.remove(project.id.project()));
                    if (!unknown.isEmpty()) {
                        throw PlatformException.at(
                                ErrorCode.INVALID_REQUEST, param, "tenant '" + tenant + "' has no project " + unknown);
                    }
                })
                .replaceWithVoid();
    }

    Uni<Page<Project>> list(User user, String tenant, PageRequest page) {
        String after = page.after() == null ? "" : page.after();
        return transactions.read(() -> access.toRead(user, tenant)
                .flatMap(granted -> projects.of(tenant, after, page.rows()))
                .map(rows -> page.page(rows, ProjectService::wire, row -> row.id.project())));
    }

    /** The same project again is no change; another name under a taken id is a conflict. */
    Uni<Created<Project>> create(User user, String tenant, String id, String name, @Nullable String idempotencyKey) {
        String request = "project " + id + " " + name;
        return transactions.write(() -> access.toManage(user, tenant)
                .flatMap(granted -> idempotency.once(
                        user,
                        tenant,
                        idempotencyKey,
                        request,
                        () -> insertOrFind(user, tenant, id, name),
                        () -> insertOrFind(user, tenant, id, name))));
    }

    Uni<Project> get(User user, String tenant, String id) {
        return transactions.read(() -> access.toRead(user, tenant)
                .flatMap(granted -> existing(tenant, id))
                .map(ProjectService::wire));
    }

    /** Gives a project another name; its id, and with it keys, limits and usage, stay. */
    Uni<Project> rename(User user, String tenant, String id, String name) {
        return transactions.write(() -> access.toManage(user, tenant)
                .flatMap(granted -> existing(tenant, id))
                .invoke(project -> project.name = name)
                .call(project -> audit.record(user, tenant, "project.rename", id, Map.of("name", name)))
                .map(ProjectService::wire));
    }

    private Uni<ProjectEntity> existing(String tenant, String id) {
        return projects.findById(new ProjectId(tenant, id))
                .onItem()
                .ifNull()
                .failWith(() -> PlatformException.at(
                        ErrorCode.NOT_FOUND, "project", "tenant '" + tenant + "' has no project '" + id + "'"));
    }

    private Uni<Created<Project>> insertOrFind(User user, String tenant, String id, String name) {
        return projects.findById(new ProjectId(tenant, id))
                .flatMap(existing -> existing == null ? insert(user, tenant, id, name) : same(existing, name));
    }

    private Uni<Created<Project>> insert(User user, String tenant, String id, String name) {
        ProjectEntity project = new ProjectEntity();
        project.id = new ProjectId(tenant, id);
        project.name = name;
        project.createdAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return projects.persist(project)
                .call(() -> audit.record(user, tenant, "project.create", id, Map.of("name", name)))
                .map(saved -> new Created<>(wire(saved), true));
    }

    private static Uni<Created<Project>> same(ProjectEntity existing, String name) {
        if (!existing.name.equals(name)) {
            return Uni.createFrom()
                    .failure(PlatformException.at(
                            ErrorCode.CONFLICT,
                            "id",
                            "project '" + existing.id.project() + "' exists with another name"));
        }
        return Uni.createFrom().item(new Created<>(wire(existing), false));
    }

    private static Project wire(ProjectEntity project) {
        return new Project(project.id.project(), project.name, project.createdAt);
    }
}
