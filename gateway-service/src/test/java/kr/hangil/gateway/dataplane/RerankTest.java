package kr.hangil.gateway.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Documents in the order of what they say to a query. */
@QuarkusTest
class RerankTest extends TranslatedDataPlane {

    @Test
    void shouldRerankWhereTheModelCan() {
        JsonObject body = new JsonObject()
                .put("model", "stand-in/ranker")
                .put("query", "수도")
                .put("documents", new JsonArray().add("부산").add("서울"))
                .put("top_n", 1);
        send("/v1/rerank", body).statusCode(200).body("results[0].index", equalTo(1));
        send("/v1/rerank", body.copy().put("model", "stand-in"))
                .statusCode(400)
                .body("error.code", equalTo("unsupported_parameter"));

        JsonObject event = onlyEvent();
        assertThat(event.getString("operation")).isEqualTo("rerank");
        assertThat(event.getLong("promptTokens")).isEqualTo(11);
        assertThat(event.getLong("completionTokens")).isZero();
    }
}
