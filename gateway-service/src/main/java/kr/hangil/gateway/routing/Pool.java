package kr.hangil.gateway.routing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.serving.RoutingReport;
import kr.hangil.gateway.routing.ReplicaChoice.Candidate;
import kr.hangil.gateway.routing.ReplicaState.Standing;
import kr.hangil.gateway.snapshot.Deployment;
import kr.hangil.gateway.snapshot.Replica;
import kr.hangil.gateway.snapshot.Route;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of one served name and who waits for them. Everything that decides is done under its lock, which is held
 * for microseconds; tickets are told afterwards.
 */
final class Pool {

    private final RoutingConfig config;
    private final Function<Replica, ReplicaState> states;
    private final Clock clock;
    private final LongSupplier nanos;
    private final WaitingLine line = new WaitingLine();
    private final Map<String, Long> tokensByTenant = new HashMap<>();
    private final DrainRate drain = new DrainRate();

    private Route route;
    private int inFlight;
    private long tokens;
    private volatile @Nullable Instant lastRequestAt;

    /** @param nanos what {@link System#nanoTime()} says */
    Pool(Route route, RoutingConfig config, Function<Replica, ReplicaState> states, Clock clock, LongSupplier nanos) {
        this.route = route;
        this.config = config;
        this.states = states;
        this.clock = clock;
        this.nanos = nanos;
    }

    long now() {
        return nanos.getAsLong();
    }

    /** What a look for a replica came to. */
    private sealed interface Outcome {
        record Found(Candidate place) implements Outcome {}

        /** Room will come: something is full, or on its way. */
        record Wait() implements Outcome {}

        /** Nothing is there, or everything was tried. */
        record None() implements Outcome {}
    }

    /** A place for {@code demand} at a replica that is not among {@code tried}. */
    Ticket ask(Demand demand, Set<Replica> tried) {
        long now = now();
        lastRequestAt = clock.instant();
        Runnable tell;
        Ticket ticket;
        synchronized (this) {
            Outcome outcome = look(demand, tried, now);
            boolean starting = outcome instanceof Outcome.Wait && !hasReplicas(demand);
            Duration patience = starting ? route.hold() : config.queuePatience();
            ticket = new Ticket(this, demand, tried, now, now + patience.toNanos());
            tell = answer(ticket, outcome);
        }
        tell.run();
        return ticket;
    }

    private Runnable answer(Ticket ticket, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Found found -> granting(ticket, found.place());
            case Outcome.None none -> () -> ticket.refuse(noReplica());
            case Outcome.Wait wait -> {
                if (line.size() >= config.queueLength()) {
                    PlatformException refusal = full("as many requests as may wait for it do so");
                    yield () -> ticket.refuse(refusal);
                }
                line.add(ticket);
                yield () -> {};
            }
        };
    }

    private Runnable granting(Ticket ticket, Candidate place) {
        Demand demand = ticket.demand();
        place.state().take(demand);
        inFlight++;
        tokens += demand.tokens();
        tokensByTenant.merge(demand.tenant(), demand.tokens(), Long::sum);
        ReplicaLease lease = new ReplicaLease(this, demand, place);
        return () -> ticket.grant(lease);
    }

    void left(ReplicaLease lease) {
        Demand demand = lease.demand();
        List<Runnable> tell;
        synchronized (this) {
            lease.state().giveBack(demand);
            inFlight--;
            tokens -= demand.tokens();
            tokensByTenant.computeIfPresent(
                    demand.tenant(), (tenant, own) -> own <= demand.tokens() ? null : own - demand.tokens());
            long now = now();
            drain.ended(now);
            tell = line.size() == 0 ? List.of() : offer(now);
        }
        tell.forEach(Runnable::run);
    }

    synchronized void forget(Ticket ticket) {
        line.remove(ticket);
    }

    /** From now on the replicas are those of {@code current}. */
    synchronized void follow(Route current) {
        route = current;
    }

    /** Offers what room there is to those that wait, and refuses who has waited for too long. */
    void lookAgain() {
        List<Runnable> tell;
        synchronized (this) {
            tell = line.size() == 0 ? List.of() : offer(now());
        }
        tell.forEach(Runnable::run);
    }

    private List<Runnable> offer(long now) {
        List<Runnable> tell = new ArrayList<>();
        for (Ticket ticket : line.inTurn(tenant -> tokensByTenant.getOrDefault(tenant, 0L), now)) {
            switch (look(ticket.demand(), ticket.tried(), now)) {
                case Outcome.Found found -> {
                    line.remove(ticket);
                    tell.add(granting(ticket, found.place()));
                }
                case Outcome.None none -> {
                    line.remove(ticket);
                    tell.add(() -> ticket.refuse(noReplica()));
                }
                case Outcome.Wait wait -> {
                    if (ticket.isTooLate(now)) {
                        line.remove(ticket);
                        PlatformException refusal = hasReplicas(ticket.demand())
                                ? full("no room came up in " + seconds(now - ticket.since()) + " s")
                                : noReplica();
                        tell.add(() -> ticket.refuse(refusal));
                    }
                }
            }
        }
        return tell;
    }

    private Outcome look(Demand demand, Set<Replica> tried, long now) {
        List<Candidate> open = new ArrayList<>();
        List<Candidate> broken = new ArrayList<>(0);
        Candidate soonest = null;
        int full = 0;
        boolean any = false;
        for (Deployment deployment : route.deployments()) {
            if (!demand.mayServe().test(deployment.region())) {
                continue;
            }
            for (Replica replica : deployment.replicas()) {
                any = true;
                if (tried.contains(replica)) {
                    continue;
                }
                Candidate candidate = new Candidate(deployment, replica, states.apply(replica));
                switch (candidate.state().standing(now)) {
                    case OPEN -> open.add(candidate);
                    case FULL -> full++;
                    case BROKEN -> broken.add(candidate);
                    case UNREACHABLE -> soonest = sooner(soonest, candidate);
                }
            }
        }
        if (broken.size() > open.size() + full) {
            // Too many to leave out: it is the requests that break answers, or the model, and the others could not
            // carry it all.
            for (Candidate candidate : broken) {
                if (candidate.state().room(now) == Standing.OPEN) {
                    open.add(candidate);
                } else {
                    full++;
                }
            }
        }
        if (!open.isEmpty()) {
            return new Outcome.Found(pick(open, demand, now));
        }
        if (full > 0 || (!any && route.hold().isPositive())) {
            return new Outcome.Wait();
        }
        for (Candidate candidate : broken) {
            soonest = sooner(soonest, candidate);
        }
        // When all of them failed, trying one is better than refusing: it may be well again.
        return soonest == null ? new Outcome.None() : new Outcome.Found(soonest);
    }

    private Candidate pick(List<Candidate> open, Demand demand, long now) {
        if (open.size() == 1) {
            return open.getFirst();
        }
        double bound = config.affinityBound().toNanos() / 1e9;
        List<Deployment> roomy = deploymentsOf(open);
        if (roomy.size() == 1) {
            return ReplicaChoice.quickest(open, demand, bound, now);
        }
        Deployment drawn = ReplicaChoice.byWeight(roomy);
        List<Candidate> ofIt = open.stream()
                .filter(candidate -> candidate.deployment().equals(drawn))
                .toList();
        return ReplicaChoice.quickest(ofIt, demand, bound, now);
    }

    /** Each once. */
    private static List<Deployment> deploymentsOf(List<Candidate> candidates) {
        List<Deployment> deployments = new ArrayList<>(4);
        for (Candidate candidate : candidates) {
            if (!deployments.contains(candidate.deployment())) {
                deployments.add(candidate.deployment());
            }
        }
        return deployments;
    }

    private static Candidate sooner(@Nullable Candidate one, Candidate other) {
        return one == null || other.state().leftOutUntil() - one.state().leftOutUntil() < 0 ? other : one;
    }

    private boolean hasReplicas(Demand demand) {
        return route.deployments().stream()
                .anyMatch(
                        d -> demand.mayServe().test(d.region()) && !d.replicas().isEmpty());
    }

    private PlatformException noReplica() {
        return RoutingService.noReplica(route.servedModel());
    }

    private PlatformException full(String why) {
        return PlatformException.retryable(
                ErrorCode.QUEUE_FULL,
                "model '" + route.servedModel() + "' has no room: " + why,
                drain.timeFor(line.size() + 1, now()));
    }

    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos);
    }

    synchronized boolean isIdle() {
        return inFlight == 0 && line.size() == 0;
    }

    synchronized int waiting() {
        return line.size();
    }

    synchronized RoutingReport.Model report() {
        List<RoutingReport.Destination> destinations = new ArrayList<>();
        for (Deployment deployment : route.deployments()) {
            for (Replica replica : deployment.replicas()) {
                ReplicaState state = states.apply(replica);
                destinations.add(new RoutingReport.Destination(
                        replica.url().toString(),
                        deployment.name(),
                        deployment.revision(),
                        deployment.region(),
                        state.isEjected(),
                        state.inFlight()));
            }
        }
        return new RoutingReport.Model(route.servedModel(), inFlight, tokens, line.size(), lastRequestAt, destinations);
    }
}
