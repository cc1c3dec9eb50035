package kr.hangil.gateway.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Requests that wait for room at a model's replicas. Within a tenant the first comes first; between tenants the one that
 * has the least in flight. Not thread-safe.
 */
final class WaitingLine {

    private final Map<String, Set<Ticket>> byTenant = new LinkedHashMap<>();
    private int size;

    int size() {
        return size;
    }

    void add(Ticket ticket) {
        if (byTenant.computeIfAbsent(ticket.demand().tenant(), tenant -> new LinkedHashSet<>())
                .add(ticket)) {
            size++;
        }
    }

    /** Whether it was there. */
    boolean remove(Ticket ticket) {
        String tenant = ticket.demand().tenant();
        Set<Ticket> own = byTenant.get(tenant);
        if (own == null || !own.remove(ticket)) {
            return false;
        }
        size--;
        if (own.isEmpty()) {
            byTenant.remove(tenant);
        }
        return true;
    }

    /**
     * Every request that waits, in the order in which they are to be offered room.
     *
     * @param inFlight tokens that a tenant has in flight now
     */
    List<Ticket> inTurn(ToLongFunction<String> inFlight, long now) {
        List<Turn> turns = new ArrayList<>(size);
        byTenant.forEach((tenant, own) -> {
            long ahead = inFlight.applyAsLong(tenant);
            for (Ticket ticket : byUrgency(own, now)) {
                turns.add(new Turn(ticket, ticket.isUrgent(now), ahead));
                ahead += ticket.demand().tokens();
            }
        });
        turns.sort(Comparator.comparing((Turn turn) -> !turn.urgent())
                .thenComparingLong(Turn::ahead)
                .thenComparingLong(turn -> turn.ticket().since()));
        return turns.stream().map(Turn::ticket).toList();
    }

    private static List<Ticket> byUrgency(Set<Ticket> own, long now) {
        return own.stream()
                .sorted(Comparator.comparing((Ticket ticket) -> !ticket.isUrgent(now)))
                .toList();
    }

    /** @param ahead tokens that the tenant has in flight or would have before this one's turn */
    private record Turn(Ticket ticket, boolean urgent, long ahead) {}
}
