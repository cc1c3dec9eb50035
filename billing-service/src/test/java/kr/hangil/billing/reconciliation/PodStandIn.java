package kr.hangil.billing.reconciliation;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import kr.hangil.billing.Events;

/** A pod that speaks {@code GET /served} and fails on purpose. */
final class PodStandIn implements AutoCloseable {

    private static final String PATH = "/served";

    private final WireMockServer server = new WireMockServer(options().dynamicPort());
    private final List<Map<String, Object>> entries = new ArrayList<>();
    private final String replica;
    private String account = UUID.randomUUID().toString();

    PodStandIn(String replica) {
        this.replica = replica;
        server.start();
    }

    URI address() {
        return URI.create(server.baseUrl());
    }

    /** From now on it says this, and no more what it said before. */
    PodStandIn served(Map<String, Object> entry) {
        entries.removeIf(before -> before.get("tenant").equals(entry.get("tenant"))
                && before.get("gateway").equals(entry.get("gateway")));
        entries.add(entry);
        return answers(account());
    }

    /** It begins anew: another account, nothing served. */
    PodStandIn restarts() {
        account = UUID.randomUUID().toString();
        entries.clear();
        return answers(account());
    }

    /** It says everything twice. */
    PodStandIn saysAllTwice() {
        List<Map<String, Object>> once = List.copyOf(entries);
        entries.addAll(once);
        return answers(account());
    }

    /** It says {@code entry} beside the one it has. */
    PodStandIn saysAlso(Map<String, Object> entry) {
        entries.add(entry);
        return answers(account());
    }

    ResponseDefinitionBuilder account() {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("replica", replica);
        told.put("region", "kr-ulsan");
        told.put("account", account);
        told.put("zone", "Asia/Seoul");
        told.put("entries", entries);
        return aResponse().withHeader("content-type", "application/json").withBody(Events.json(told));
    }

    PodStandIn answers(ResponseDefinitionBuilder answer) {
        server.resetMappings();
        server.stubFor(get(urlPathEqualTo(PATH))
                .withHeader("authorization", matching("Bearer .+"))
                .willReturn(answer));
        return this;
    }

    int timesAsked() {
        return server.findAll(getRequestedFor(urlPathEqualTo(PATH))).size();
    }

    /** The first day it was asked for last. */
    String lastAskedFrom() {
        return server.findAll(getRequestedFor(urlPathEqualTo(PATH)))
                .getLast()
                .queryParameter("from")
                .firstValue();
    }

    @Override
    public void close() {
        server.stop();
    }
}
