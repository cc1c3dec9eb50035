package kr.hangil.e2e.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Parts of manifests as trees. */
final class Trees {

    private Trees() {}

    /** The object at {@code path}: names of fields and places in lists. */
    static ObjectNode object(JsonNode from, Object... path) {
        JsonNode node = from;
        for (Object step : path) {
            node = step instanceof Integer index ? node.path(index) : node.path((String) step);
        }
        return (ObjectNode) node;
    }
}
