package kr.hangil.operator.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Iterator;
import java.util.Map;

/**
 * Whether all that is wanted of an object is there. The API server adds defaults and other people add fields; neither is a
 * difference. Lists keep their order, and what is added to them comes last.
 */
final class Subset {

    private Subset() {}

    static boolean holds(JsonNode wanted, JsonNode actual) {
        if (wanted.isObject()) {
            for (Iterator<Map.Entry<String, JsonNode>> it = wanted.fields(); it.hasNext(); ) {
                Map.Entry<String, JsonNode> member = it.next();
                JsonNode there = actual.get(member.getKey());
                if (there == null ? !isEmpty(member.getValue()) : !holds(member.getValue(), there)) {
                    return false;
                }
            }
            return actual.isObject();
        }
        if (wanted.isArray()) {
            if (!actual.isArray() || actual.size() < wanted.size()) {
                return false;
            }
            for (int i = 0; i < wanted.size(); i++) {
                if (!holds(wanted.get(i), actual.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return wanted.equals(actual) || sameAmount(wanted, actual);
    }

    /** The API server drops what is empty. */
    private static boolean isEmpty(JsonNode node) {
        return node.isNull() || (node.isContainerNode() && node.isEmpty());
    }

    /** Quantities come back in canonical form: {@code 1024Mi} as {@code 1Gi}. */
    private static boolean sameAmount(JsonNode wanted, JsonNode actual) {
        if (!wanted.isValueNode() || !actual.isValueNode() || wanted.isBoolean() || actual.isBoolean()) {
            return false;
        }
        String some = wanted.asText();
        String other = actual.asText();
        if (some.equals(other)) {
            return true;
        }
        if (some.isEmpty()
                || other.isEmpty()
                || !Character.isDigit(some.charAt(0))
                || !Character.isDigit(other.charAt(0))) {
            return false;
        }
        try {
            return new Quantity(some).getNumericalAmount().compareTo(new Quantity(other).getNumericalAmount()) == 0;
        } catch (IllegalArgumentException noQuantity) {
            return false;
        }
    }
}
