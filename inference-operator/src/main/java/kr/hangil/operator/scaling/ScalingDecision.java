package kr.hangil.operator.scaling;

import java.util.List;
import java.util.Map;

/**
 * What the demand needs.
 *
 * @param replicas for each variant
 * @param idle whether zero is meant
 * @param stale whether the demand is not known, so that nothing was reduced
 * @param missing what is lacking, one message for each variant that devices hold back
 */
public record ScalingDecision(Map<String, Integer> replicas, boolean idle, boolean stale, List<String> missing) {

    public ScalingDecision {
        replicas = Map.copyOf(replicas);
        missing = List.copyOf(missing);
    }
}
