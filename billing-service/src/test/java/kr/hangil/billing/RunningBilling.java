package kr.hangil.billing;

import static io.restassured.RestAssured.given;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import kr.hangil.contracts.usage.UsageEvent;
import kr.hangil.stack.keycloak.KeycloakServer;
import kr.hangil.stack.postgres.PostgresServer;
import kr.hangil.stack.quarkus.KeycloakResource;
import kr.hangil.stack.quarkus.PostgresResource;

/** A running billing service. Every test makes a tenant and a model of its own. */
@WithTestResource(
        value = PostgresResource.class,
        initArgs = @ResourceArg(name = "role", value = "billing"),
        scope = TestResourceScope.GLOBAL)
@WithTestResource(
        value = KeycloakResource.class,
        initArgs = @ResourceArg(name = "client", value = "billing-service"),
        scope = TestResourceScope.GLOBAL)
@WithTestResource(value = GatewayStandIn.class, scope = TestResourceScope.GLOBAL)
@SuppressWarnings("NullAway.Init")
public abstract class RunningBilling {

    protected KeycloakServer keycloak;
    protected PostgresServer postgres;

    protected final String tenant = unique("t");
    protected final String model = unique("model");

    protected static String unique(String prefix) {
        return prefix + "-" + UUID.randomUUID().toString().substring(0, 13);
    }

    /** A caller with every right, as {@code ./hangil} has. */
    protected RequestSpecification operator() {
        return given().auth().oauth2(Tokens.of(keycloak, "hangil-cli"));
    }

    /** A caller that may deliver usage and nothing else. */
    protected RequestSpecification gateway() {
        return given().auth().oauth2(Tokens.of(keycloak, "gateway-service"));
    }

    protected ValidatableResponse deliver(List<?> events) {
        return gateway()
                .contentType(UsageEvent.BATCH_MEDIA_TYPE)
                .body(Events.json(events))
                .post("/v1/usage/events")
                .then();
    }

    protected ValidatableResponse publish(Map<String, ?>... prices) {
        return operator()
                .contentType("application/json")
                .body(Events.json(Events.book(unique("book"), prices)))
                .post("/v1/price-books")
                .then();
    }

    protected EventBuilder event() {
        return new EventBuilder(tenant, model);
    }
}
