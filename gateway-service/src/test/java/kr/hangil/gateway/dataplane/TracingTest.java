package kr.hangil.gateway.dataplane;

import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.RealServers;
import kr.hangil.gateway.telemetry.TraceHeaders;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a collector of spans is told of requests. */
@QuarkusTest
@RealServers
@WithTestResource(value = StandIns.class, scope = TestResourceScope.GLOBAL)
class TracingTest {

    private static final String CALLER = "00f067aa0ba902b7";

    KeycloakServer keycloak;

    private final StandIns standIns = StandIns.current();
    private final String trace = UUID.randomUUID().toString().replace("-", "");
    private String tenant = "";
    private String key = "";

    @BeforeEach
    void makeTenantAndRoute() {
        ControlPlane control = new ControlPlane(keycloak);
        tenant = control.newTenant();
        key = control.key(ControlPlane.OPERATOR, tenant).get("key");
        control.route(
                "stand-in",
                List.of("chat"),
                List.of(ControlPlane.deployment(
                        "stand-in", "kr-ulsan", 100, List.of(standIns.pod().url()))));
        await().atMost(20, SECONDS)
                .until(() ->
                        given().auth().oauth2(key).get("/v1/models").asString().contains("stand-in"));
    }

    @Test
    void shouldPutARequestAndItsAttemptIntoTheCallersTrace() {
        int status = chat("whole", "01");

        assertThat(status).isEqualTo(200);
        Span request = span(Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(request.getName()).isEqualTo("chat stand-in");
        assertThat(hex(request.getParentSpanId())).isEqualTo(CALLER);
        assertThat(attributes(request))
                .containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.provider.name", "hangil")
                .containsEntry("gen_ai.request.model", "stand-in")
                .containsEntry("gen_ai.usage.input_tokens", "7")
                .containsEntry("gen_ai.usage.output_tokens", "3")
                .containsEntry("hangil.tenant", tenant)
                .doesNotContainKey("error.type");
        assertThat(request.getEventsList()).extracting(Span.Event::getName).containsExactly("first byte");

        Span attempt = span(Span.SpanKind.SPAN_KIND_CLIENT);
        assertThat(attempt.getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(attributes(attempt))
                .containsEntry("hangil.attempt", "1")
                .containsEntry("server.address", "localhost");
        assertThat(toldToThePod())
                .isEqualTo(new TraceHeaders("00-" + trace + "-" + hex(attempt.getSpanId()) + "-01", "vendor=opaque"));
        assertThat(request.toString() + attempt).doesNotContain("whole");
    }

    @Test
    void shouldSayWhatARequestFailedWith() {
        int status = chat("lie", "01");

        assertThat(status).isEqualTo(502);
        Span request = span(Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(request.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(attributes(request)).containsEntry("error.type", "engine_failed");
        assertThat(span(Span.SpanKind.SPAN_KIND_CLIENT).getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
    }

    @Test
    void shouldRecordNothingWhenTheCallerDoesNot() {
        int status = chat("whole", "00");

        assertThat(status).isEqualTo(200);
        assertThat(toldToThePod().traceparent()).startsWith("00-" + trace).endsWith("-00");
        String later = UUID.randomUUID().toString().replace("-", "");
        chat("whole", "01", later);
        await().atMost(30, SECONDS).until(() -> spans(later).size() == 2);
        assertThat(spans(trace)).isEmpty();
    }

    @Test
    void shouldNameARequestToTheControlPlaneByItsRouteInTheCallersTrace() {
        manage(ControlPlane.OPERATOR, "/tenants/" + tenant + "/keys?limit=1");

        Span request = onlySpan();
        assertThat(request.getName()).isEqualTo("GET /manage/v1/tenants/{tenant}/keys");
        assertThat(request.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(hex(request.getParentSpanId())).isEqualTo(CALLER);
        assertThat(attributes(request))
                .containsEntry("http.request.method", "GET")
                .containsEntry("http.route", "/manage/v1/tenants/{tenant}/keys")
                .containsEntry("http.response.status_code", "200")
                .containsEntry("url.path", "/manage/v1/tenants/" + tenant + "/keys")
                .containsEntry("url.scheme", "http")
                .containsKey("hangil.request.id")
                .doesNotContainKeys("error.type", "url.query", "client.address");
    }

    @Test
    void shouldRecordWhatTheControlPlaneRefuses() {
        given().header("traceparent", parent(trace, "01"))
                .get("/manage/v1/routes/stand-in")
                .then()
                .statusCode(401);

        Span request = onlySpan();
        assertThat(request.getName()).startsWith("GET /manage/v1/routes/{servedModel");
        assertThat(attributes(request)).containsEntry("http.response.status_code", "401");
    }

    private void manage(String user, String path) {
        new ControlPlane(keycloak)
                .as(user)
                .header("traceparent", parent(trace, "01"))
                .get("/manage/v1" + path)
                .then()
                .statusCode(200);
    }

    private Span onlySpan() {
        await().atMost(30, SECONDS).until(() -> !spans(trace).isEmpty());
        assertThat(spans(trace)).hasSize(1);
        return spans(trace).getFirst();
    }

    private static String parent(String trace, String flags) {
        return "00-" + trace + "-" + CALLER + "-" + flags;
    }

    private int chat(String text, String flags) {
        return chat(text, flags, trace);
    }

    private int chat(String text, String flags, String trace) {
        return given().auth()
                .oauth2(key)
                .header("traceparent", parent(trace, flags))
                .header("tracestate", "vendor=opaque")
                .contentType(ContentType.JSON)
                .body("{\"model\":\"stand-in\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}")
                .post("/v1/chat/completions")
                .statusCode();
    }

    private TraceHeaders toldToThePod() {
        return standIns.pod().traces().stream()
                .filter(told -> String.valueOf(told.traceparent()).contains(trace))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private Span span(Span.SpanKind kind) {
        await().atMost(30, SECONDS).until(() -> spans(trace).size() == 2);
        return spans(trace).stream()
                .filter(span -> span.getKind() == kind)
                .findFirst()
                .orElseThrow();
    }

    private List<Span> spans(String trace) {
        return standIns.collector().spans().stream()
                .filter(span -> hex(span.getTraceId()).equals(trace))
                .toList();
    }

    private static Map<String, String> attributes(Span span) {
        return span.getAttributesList().stream()
                .collect(Collectors.toMap(KeyValue::getKey, attribute -> text(attribute.getValue())));
    }

    private static String text(AnyValue value) {
        return value.hasStringValue() ? value.getStringValue() : Long.toString(value.getIntValue());
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
