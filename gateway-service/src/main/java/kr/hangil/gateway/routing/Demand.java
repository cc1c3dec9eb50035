package kr.hangil.gateway.routing;

import java.util.function.Predicate;
import kr.hangil.gateway.snapshot.Route;

/**
 * What a request needs of a replica.
 *
 * @param route as the request's snapshot has it
 * @param mayServe regions that may see the request: the tenant's policy and the key's scope
 * @param tenant whose request it is
 * @param priority how urgent it is
 * @param promptTokens tokens its prompt is likely to have, >= 0
 * @param outputTokens tokens its answer may have, >= 0
 * @param prefix the beginning of its prompt
 */
public record Demand(
        Route route,
        Predicate<String> mayServe,
        String tenant,
        Priority priority,
        long promptTokens,
        long outputTokens,
        Prefix prefix) {

    long tokens() {
        return promptTokens + outputTokens;
    }
}
