package kr.hangil.operator.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Adds server-side apply: a manager owns the members it applied last, and what it stops applying goes unless another manager owns
 * it too. Lists are owned whole. Writes are recorded.
 */
public final class ApplyDispatcher extends KubernetesCrudDispatcher {

    private static final Pattern MANAGER = Pattern.compile("[?&]fieldManager=([^&]+)");
    private static final ObjectMapper JSON = Serialization.jsonMapper();

    private final Map<String, Map<String, Set<String>>> owners = new HashMap<>();
    private final Map<String, Map<String, Object>> discovered = new ConcurrentHashMap<>();
    private final List<String> writes = new CopyOnWriteArrayList<>();

    /** Every write: manager or verb, and the path. */
    public List<String> writes() {
        return List.copyOf(writes);
    }

    /** Lets the server say from now on that it has that kind. */
    public void discover(String apiVersion, String kind, String plural) {
        discovered.put(
                "/apis/" + apiVersion,
                Map.of(
                        "kind",
                        "APIResourceList",
                        "groupVersion",
                        apiVersion,
                        "resources",
                        List.of(Map.of("name", plural, "kind", kind, "namespaced", true))));
    }

    @Override
    public MockResponse handleGet(String path) {
        Map<String, Object> resources = discovered.get(path);
        if (resources == null) {
            return super.handleGet(path);
        }
        return new MockResponse()
                .setResponseCode(200)
                .setBody(JSON.valueToTree(resources).toString());
    }

    /** Managers that own the member at {@code pointer} of the object at {@code path}. */
    public synchronized Set<String> ownersOf(String path, String pointer) {
        Set<String> found = new TreeSet<>();
        owners.getOrDefault(path, Map.of()).forEach((manager, paths) -> {
            if (paths.contains(pointer)) {
                found.add(manager);
            }
        });
        return found;
    }

    @Override
    public MockResponse handleCreate(RecordedRequest request) {
        if (!request.getPath().contains("/events") && !request.getPath().contains("/leases")) {
            writes.add("create " + request.getPath());
        }
        return super.handleCreate(request);
    }

    @Override
    public MockResponse handleDelete(String path) {
        writes.add("delete " + path);
        synchronized (this) {
            owners.remove(path.replaceFirst("\\?.*", ""));
        }
        return super.handleDelete(path);
    }

    @Override
    public MockResponse handlePatch(RecordedRequest request) {
        String type = request.getHeader("Content-Type");
        if (type == null || !type.contains("apply-patch")) {
            return super.handlePatch(request);
        }
        Matcher manager = MANAGER.matcher(request.getPath());
        String who = manager.find() ? manager.group(1) : "unknown";
        String path = request.getPath().replaceFirst("\\?.*", "");
        writes.add(who + " " + path);
        try {
            return apply(path, who, (ObjectNode) JSON.readTree(request.getUtf8Body()));
        } catch (Exception e) {
            return new MockResponse().setResponseCode(500).setBody(String.valueOf(e));
        }
    }

    private synchronized MockResponse apply(String fullPath, String manager, ObjectNode applied) throws Exception {
        boolean status = fullPath.endsWith("/status");
        String path = status ? fullPath.substring(0, fullPath.length() - "/status".length()) : fullPath;
        AttributeSet key = getKey(path);
        Map.Entry<AttributeSet, String> there = findResource(key);
        if (there == null && status) {
            return new MockResponse().setResponseCode(404);
        }
        ObjectNode current = there == null ? fresh() : (ObjectNode) JSON.readTree(there.getValue());
        if (status) {
            applied.remove(List.of("spec"));
        } else {
            applied.remove("status");
        }
        Set<String> now = new TreeSet<>();
        leaves(applied, "", now);
        Map<String, Set<String>> managers = owners.computeIfAbsent(path, _ -> new HashMap<>());
        Set<String> dropped = new TreeSet<>(managers.getOrDefault(manager, Set.of()));
        dropped.removeAll(now);
        managers.forEach((other, owned) -> {
            if (!other.equals(manager)) {
                dropped.removeAll(owned);
                // Every apply is forced: it takes what others own with another value.
                owned.removeIf(
                        pointer -> now.contains(pointer) && !applied.at(pointer).equals(current.at(pointer)));
            }
        });
        ObjectNode next = current.deepCopy();
        dropped.forEach(pointer -> remove(next, pointer));
        merge(next, applied);
        managers.put(manager, now);
        boolean changed = !next.equals(current) || there == null;
        if (changed) {
            ObjectNode metadata = (ObjectNode) next.get("metadata");
            metadata.put("resourceVersion", String.valueOf(requestResourceVersion()));
            if (there != null && !next.path("spec").equals(current.path("spec"))) {
                metadata.put("generation", current.at("/metadata/generation").asLong(1) + 1);
            }
            String text = JSON.writeValueAsString(next);
            processEvent(
                    path,
                    key,
                    there == null ? null : there.getKey(),
                    Serialization.unmarshal(text, GenericKubernetesResource.class),
                    text);
        }
        return new MockResponse().setResponseCode(there == null ? 201 : 200).setBody(JSON.writeValueAsString(next));
    }

    private static ObjectNode fresh() {
        ObjectNode object = JSON.createObjectNode();
        object.putObject("metadata")
                .put("uid", UUID.randomUUID().toString())
                .put("generation", 1)
                .put(
                        "creationTimestamp",
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        return object;
    }

    private static void leaves(JsonNode node, String pointer, Set<String> found) {
        for (Iterator<Map.Entry<String, JsonNode>> it = node.fields(); it.hasNext(); ) {
            Map.Entry<String, JsonNode> member = it.next();
            String below = pointer + "/" + member.getKey().replace("~", "~0").replace("/", "~1");
            if (member.getValue().isObject() && !member.getValue().isEmpty()) {
                leaves(member.getValue(), below, found);
            } else if (!below.matches("/(apiVersion|kind|metadata/(name|namespace))")) {
                found.add(below);
            }
        }
    }

    private static void merge(ObjectNode into, JsonNode from) {
        for (Iterator<Map.Entry<String, JsonNode>> it = from.fields(); it.hasNext(); ) {
            Map.Entry<String, JsonNode> member = it.next();
            JsonNode there = into.get(member.getKey());
            if (member.getValue().isObject() && there instanceof ObjectNode object) {
                merge(object, member.getValue());
            } else {
                into.set(member.getKey(), member.getValue().deepCopy());
            }
        }
    }

    private static void remove(ObjectNode from, String pointer) {
        int last = pointer.lastIndexOf('/');
        JsonNode parent = last == 0 ? from : from.at(pointer.substring(0, last));
        if (parent instanceof ObjectNode object) {
            object.remove(pointer.substring(last + 1).replace("~1", "/").replace("~0", "~"));
        }
    }
}
