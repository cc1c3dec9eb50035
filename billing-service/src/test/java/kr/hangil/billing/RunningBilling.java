package kr.hangil.billing;

import static io.restassured.RestAssured.given;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusMock;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import kr.hangil.billing.spending.SpendPeriod;
import kr.hangil.contracts.usage.UsageEvent;
import kr.hangil.stack.keycloak.KeycloakServer;
import kr.hangil.stack.postgres.PostgresServer;
import kr.hangil.stack.quarkus.KeycloakResource;
import kr.hangil.stack.quarkus.Midday;
import kr.hangil.stack.quarkus.PostgresResource;
import org.jspecify.annotations.Nullable;

/** A running billing service. Every test makes a tenant and a model of its own. */
@WithTestResource(
        value = PostgresResource.class,
        initArgs = @ResourceArg(name = "role", value = "billing"),
        scope = TestResourceScope.GLOBAL)
@WithTestResource(
        value = KeycloakResource.class,
        initArgs = @ResourceArg(name = "client", value = "billing-service"),
        scope = TestResourceScope.GLOBAL,
        parallel = true)
@WithTestResource(value = GatewayStandIn.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = KafkaBroker.class, scope = TestResourceScope.GLOBAL, parallel = true)
@SuppressWarnings("NullAway.Init")
public abstract class RunningBilling {

    /** The first instant of the running month. */
    protected static final Instant THIS_MONTH = SpendPeriod.MONTH.start(Midday.now());

    protected KeycloakServer keycloak;
    protected PostgresServer postgres;

    protected final String tenant = unique("t");
    protected final String model = unique("model");

    protected static String unique(String prefix) {
        return prefix + "-" + UUID.randomUUID().toString().substring(0, 13);
    }

    /** Makes it {@code time} for the service, from now on. */
    protected static void travel(Instant time) {
        QuarkusMock.installMockForType(Clock.offset(Midday.CLOCK, Duration.between(Midday.now(), time)), Clock.class);
    }

    /** Makes it for the service what time it is for its tests. */
    protected static void travelHome() {
        QuarkusMock.installMockForType(Midday.CLOCK, Clock.class);
    }

    /** A caller with every right, as {@code ./hangil} has. */
    protected RequestSpecification operator() {
        return given().auth().oauth2(operatorToken());
    }

    /** What {@link #operator} shows. */
    protected String operatorToken() {
        return Tokens.of(keycloak, "hangil-cli");
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

    /** 35 tokens of this month, five of them of its first instant, and 700 of the last one before it. */
    protected List<Map<String, @Nullable Object>> overTheMonth() {
        return List.of(
                event().tokens(30, 0, 0).build(),
                event().tokens(5, 0, 0).at(THIS_MONTH).build(),
                event().tokens(700, 0, 0).at(THIS_MONTH.minusMillis(1)).build());
    }

    /** What the operator gets for {@code body}. */
    protected ValidatableResponse post(String path, Map<String, ?> body) {
        return operator()
                .contentType("application/json; charset=utf-8")
                .body(Events.json(body).getBytes(StandardCharsets.UTF_8))
                .post(path)
                .then();
    }

    /** Gives the tenant what an invoice needs to know of it. */
    protected void profile() {
        profile(tenant, Map.of()).statusCode(200);
    }

    /** What the operator gets for a profile of {@code of} that is whole, with some fields {@code otherwise}. */
    protected ValidatableResponse profile(String of, Map<String, String> otherwise) {
        Map<String, String> profile = new HashMap<>(Map.of(
                "registrationNumber", "120-81-47521",
                "name", "나래소프트 주식회사",
                "representative", "이하늘",
                "address", "서울특별시 마포구 양화로 45, 메세나폴리스 10층",
                "businessType", "정보통신업",
                "businessItem", "응용 소프트웨어 개발 및 공급업",
                "email", "bill@narae.example"));
        profile.putAll(otherwise);
        return operator()
                .contentType("application/json; charset=utf-8")
                .body(Events.json(profile).getBytes(StandardCharsets.UTF_8))
                .put("/v1/tenants/{t}/billing-profile", of)
                .then();
    }

    /** Credit granted now counts from now on; this one was there all last month. Its id. */
    protected int grantBackdated(long won) {
        int id = post("/v1/tenants/" + tenant + "/credits", Map.of("amountWon", won, "reference", "contract"))
                .statusCode(201)
                .extract()
                .path("id");
        execute("UPDATE credit_account SET credited_since = '2026-01-01' WHERE tenant = '%1$s'");
        execute("ALTER TABLE credit_grant DISABLE TRIGGER append_only");
        execute("UPDATE credit_grant SET granted_at = '2026-01-02' WHERE tenant = '%1$s'");
        execute("ALTER TABLE credit_grant ENABLE TRIGGER append_only");
        execute("INSERT INTO spend_total SELECT * FROM spend_total_derived WHERE tenant = '%1$s' AND scope = 'credit'");
        return id;
    }

    /** Runs {@code sql} as billing does; {@code %1$s} in it is the tenant. */
    protected void execute(String sql) {
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            statement.execute(sql.replace("%1$s", tenant));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of the first row of {@code sql}, in which {@code %1$s} is the tenant. */
    protected String select(String sql) {
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql.replace("%1$s", tenant))) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
