package kr.hangil.gateway.snapshot;

import java.util.List;
import java.util.Set;

/**
 * What a served model name leads to.
 *
 * @param servedModel the name callers use; may contain {@code /}
 * @param deployment the deployment behind it, as usage events name it
 * @param region where every replica runs, for example {@code kr-ulsan}
 * @param capabilities of {@code chat}, {@code completion}, {@code embedding}, {@code rerank}; never empty
 * @param replicas pods that serve it; empty while none is up
 */
public record Route(
        String servedModel, String deployment, String region, Set<String> capabilities, List<Replica> replicas) {
    public Route {
        capabilities = Set.copyOf(capabilities);
        replicas = List.copyOf(replicas);
    }
}
