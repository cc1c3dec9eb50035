package kr.hangil.billing.alert;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.quarkus.mailer.MockMailbox;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import kr.hangil.billing.Events;
import kr.hangil.billing.RunningBilling;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@SuppressWarnings("NullAway.Init")
class BudgetAlertTest extends RunningBilling {

    private static final Duration SOON = Duration.ofSeconds(30);

    WireMockServer gateway;

    @Inject
    MockMailbox mailbox;

    @Inject
    AlertService alerts;

    @Test
    void shouldTellEachThresholdOnceSignedAndRetried() {
        publish(price(model, "prompt", "1000000", "2026-01-01T00:00:00Z", null)).statusCode(201);
        String path = "/" + unique("hook");
        gateway.stubFor(WireMock.post(urlEqualTo(path))
                .inScenario(path)
                .whenScenarioStateIs("Started")
                .willReturn(aResponse().withStatus(500))
                .willSetStateTo("well"));
        gateway.stubFor(WireMock.post(urlEqualTo(path))
                .inScenario(path)
                .whenScenarioStateIs("well")
                .willReturn(ok()));
        JsonPath budget = budget(gateway.baseUrl() + path, unique("boss") + "@narae.example");

        deliver(List.of(event().tokens(60, 0, 0).build()));

        await().atMost(SOON).untilAsserted(() -> gateway.verify(2, postRequestedFor(urlEqualTo(path))));
        List<LoggedRequest> tries = gateway.findAll(postRequestedFor(urlEqualTo(path)));
        LoggedRequest told = tries.getLast();
        JsonPath alert = JsonPath.from(told.getBodyAsString());
        assertThat(alert.getInt("threshold")).isEqualTo(50);
        assertThat(alert.getString("tenant")).isEqualTo(tenant);
        assertThat(alert.getString("spent")).isEqualTo("60.000000000");
        assertThat(told.getHeader("x-hangil-event-id")).isEqualTo(alert.getString("id"));
        assertThat(signatureOf(told)).isEqualTo(told.getHeader("x-hangil-signature"));
        assertThat(budget.getString("webhookSecret")).isEqualTo(secret());
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(mailbox.getMailsSentTo(budget.getString("email")))
                        .singleElement()
                        .satisfies(mail ->
                                assertThat(mail.getSubject()).contains("50%").contains(tenant)));

        deliver(List.of(event().tokens(50, 0, 0).build()));

        await().atMost(SOON).untilAsserted(() -> gateway.verify(3, postRequestedFor(urlEqualTo(path))));
        deliver(List.of(event().tokens(50, 0, 0).build()));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(count("SELECT count(*) FROM alert_delivery d JOIN budget_alert a "
                                + "ON a.id = d.alert_id JOIN budget b ON b.id = a.budget_id WHERE b.tenant = '" + tenant
                                + "' AND d.delivered_at IS NOT NULL"))
                        .isEqualTo(4));
        assertThat(gateway.findAll(postRequestedFor(urlEqualTo(path)))).hasSize(3);
    }

    @Test
    void shouldTellOnceWhenSeveralSchedulersLookAtOnce() {
        publish(price(model, "prompt", "1000000", "2026-01-01T00:00:00Z", null)).statusCode(201);
        String path = "/" + unique("hook");
        gateway.stubFor(WireMock.post(urlEqualTo(path)).willReturn(ok()));
        budget(gateway.baseUrl() + path, unique("boss") + "@narae.example");
        deliver(List.of(event().tokens(200, 0, 0).build()));

        Uni.join()
                .all(IntStream.range(0, 8)
                        .mapToObj(scheduler -> alerts.watch().chain(alerts::deliver))
                        .toList())
                .andCollectFailures()
                .await()
                .atMost(SOON);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(count("SELECT count(*) FROM alert_delivery d JOIN budget_alert a "
                                + "ON a.id = d.alert_id JOIN budget b ON b.id = a.budget_id WHERE b.tenant = '" + tenant
                                + "' AND d.delivered_at IS NOT NULL"))
                        .isEqualTo(4));
        assertThat(gateway.findAll(postRequestedFor(urlEqualTo(path))))
                .extracting(told -> told.getHeader("x-hangil-event-id"))
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, false",
        "10.1.2.3, false",
        "172.16.0.1, false",
        "192.168.0.1, false",
        "169.254.169.254, false",
        "100.64.0.1, false",
        "0.0.0.0, false",
        "224.0.0.1, false",
        "::1, false",
        "fe80::1, false",
        "fd00::1, false",
        "::ffff:10.0.0.1, false",
        "8.8.8.8, true",
        "2001:4860:4860::8888, true",
    })
    void shouldKnowPublicAddresses(String address, boolean isPublic) throws Exception {
        assertThat(WebhookClient.isPublic(InetAddress.getByName(address))).isEqualTo(isPublic);
    }

    private String signatureOf(LoggedRequest told) {
        String header = told.getHeader("x-hangil-signature");
        long seconds = Long.parseLong(header.substring(2, header.indexOf(',')));
        return "t=" + seconds + ",v1=" + WebhookClient.sign(secret(), seconds, told.getBody());
    }

    private String secret() {
        return select("SELECT webhook_secret FROM budget WHERE tenant = '" + tenant + "'");
    }

    private long count(String sql) {
        return Long.parseLong(select(sql));
    }

    private JsonPath budget(String webhook, String email) {
        Map<String, @Nullable Object> draft = new LinkedHashMap<>();
        draft.put("scope", "tenant");
        draft.put("period", "day");
        draft.put("limitWon", 100);
        draft.put("hard", false);
        draft.put("alertThresholds", List.of(50, 110));
        draft.put("webhookUrl", webhook);
        draft.put("email", email);
        return operator()
                .contentType("application/json")
                .body(Events.json(draft).getBytes(StandardCharsets.UTF_8))
                .post("/v1/tenants/{t}/budgets", tenant)
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }
}
