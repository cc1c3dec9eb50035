package kr.hangil.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import kr.hangil.stack.api.ApiClient;

/** Prices, tenants, members, the route and a key of the demo, made through billing's and the gateway's own APIs. */
public final class DemoPlatform {

    /** The tenant whose key is in {@code demo.env}. */
    public static final String TENANT = "narae";

    /** The first instant of 2026 in Asia/Seoul. */
    private static final String PRICES_FROM = "2025-12-31T15:00:00Z";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The realm's organizations are the tenants; the ids are those in {@code hangil-realm.json}. */
    private static final List<Tenant> TENANTS = List.of(
            new Tenant(
                    TENANT,
                    "나래소프트",
                    List.of(
                            new Member(subject(1), DemoUsers.OWNER, "김하늘", "OWNER"),
                            new Member(subject(2), "bada@narae.example", "이바다", "DEVELOPER"))),
            new Tenant(
                    "miru",
                    "미루연구소",
                    List.of(
                            new Member(subject(3), "sora@miru.example", "박소라", "OWNER"),
                            new Member(subject(4), "dami@miru.example", "최다미", "DEVELOPER"))));

    private record Tenant(String id, String name, List<Member> members) {}

    private record Member(String subject, String email, String name, String role) {}

    private final ApiClient gateway;
    private final ApiClient billing;

    /** Both clients need the rights of a platform operator. */
    public DemoPlatform(ApiClient gateway, ApiClient billing) {
        this.gateway = gateway;
        this.billing = billing;
    }

    private static String subject(int number) {
        return "0a11ce00-0000-4000-8000-%012d".formatted(number);
    }

    /**
     * Publishes a price book when no book prices the demo model. Its prices are a thousand times those of real models of
     * this size, so that a demo's first answers show in whole won.
     */
    public void ensurePrices() throws IOException, InterruptedException {
        JsonNode books = billing.get("/v1/price-books?limit=200").require(200).body();
        if (books.toString().contains("\"" + DemoModel.SERVED_NAME + "\"")) {
            return;
        }
        ObjectNode book = JSON.createObjectNode()
                .put("name", "demo")
                .put("currency", "KRW")
                .put("vat", "EXCLUSIVE");
        ArrayNode prices = book.putArray("prices");
        Map.of("prompt", "50", "cached_prompt", "25", "completion", "200")
                .forEach((meter, won) -> prices.addObject()
                        .put("model", DemoModel.SERVED_NAME)
                        .put("meter", meter)
                        .put("per", 1_000)
                        .put("amount", won)
                        .put("from", PRICES_FROM)
                        .putNull("to"));
        billing.post("/v1/price-books", book).require(200, 201);
    }

    /**
     * Makes the tenants and their members; what exists is left as it is.
     *
     * @param newIssuer whether Keycloak's address is another than in the run before: a member is a subject of one
     *     issuer, so all members are written anew
     */
    public void ensureTenants(boolean newIssuer) throws IOException, InterruptedException {
        for (Tenant tenant : TENANTS) {
            String path = "/manage/v1/tenants/" + tenant.id();
            boolean exists = gateway.get(path).require(200, 404).status() == 200;
            if (exists && !newIssuer) {
                continue;
            }
            if (!exists) {
                gateway.post(
                                "/manage/v1/tenants",
                                JSON.createObjectNode().put("id", tenant.id()).put("name", tenant.name()))
                        .require(200, 201);
            }
            for (Member member : tenant.members()) {
                gateway.put(
                                path + "/members/" + member.subject(),
                                JSON.createObjectNode()
                                        .put("role", member.role())
                                        .put("email", member.email())
                                        .put("name", member.name()),
                                Map.of())
                        .require(200, 201);
            }
        }
    }

    /**
     * Points the demo model's name to the demo pod, wherever its port is now.
     *
     * @param podUrl address of the pod
     */
    public void ensureRoute(String podUrl, String region) throws IOException, InterruptedException {
        ObjectNode route = JSON.createObjectNode();
        route.putArray("capabilities").add("chat").add("completion").add("embedding");
        ObjectNode deployment = route.putArray("deployments").addObject();
        deployment.put("name", "hangil-mini-demo").put("region", region);
        deployment.putArray("replicas").addObject().put("name", "pod-0").put("url", podUrl);
        gateway.put("/manage/v1/routes/" + DemoModel.SERVED_NAME, route, Map.of())
                .require(200, 201);
    }

    /** Makes a new key of the demo tenant and returns it; the gateway never shows it again. */
    public String newKey() throws IOException, InterruptedException {
        return gateway.post(
                        "/manage/v1/tenants/" + TENANT + "/keys",
                        JSON.createObjectNode().put("name", "demo"))
                .require(201)
                .body()
                .path("key")
                .asText();
    }
}
