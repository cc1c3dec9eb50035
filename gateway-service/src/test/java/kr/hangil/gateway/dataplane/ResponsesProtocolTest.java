package kr.hangil.gateway.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Responses, without a store behind them. */
@QuarkusTest
class ResponsesProtocolTest extends TranslatedDataPlane {

    @Test
    void shouldAnswerAResponseAndBookItOnce() {
        post(RESPONSES, "said", false)
                .statusCode(200)
                .body("object", equalTo("response"))
                .body("status", equalTo("completed"))
                .body("store", equalTo(false))
                .body("output[0].content[0].text", equalTo("하나"))
                .body("usage.input_tokens", equalTo(7))
                .body("usage.input_tokens_details.cached_tokens", equalTo(5))
                .body("usage.total_tokens", equalTo(10));

        assertThat(onlyEvent().getString("operation")).isEqualTo("responses");
    }

    @Test
    void shouldStreamAResponseToItsCompletionWithNumberedEvents() {
        String stream =
                post(RESPONSES, "stream", true).statusCode(200).extract().asString();

        assertThat(names(stream))
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
        assertThat(events(stream))
                .extracting(event -> event.getInteger("sequence_number"))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(stream).doesNotContain("[DONE]").doesNotContain("choices");
        assertThat(onlyEvent().getString("outcome")).isEqualTo("completed");
    }

    @ParameterizedTest
    @CsvSource({"previous_response_id,\"resp_1\"", "conversation,\"conv_1\"", "background,true", "store,true"})
    void shouldRefuseWhatNeedsAStore(String field, String value) {
        Object decoded = io.vertx.core.json.Json.decodeValue(value.startsWith("true") ? value : "\"x\"");
        send(RESPONSES, question(RESPONSES, "said", false).put(field, decoded))
                .statusCode(400)
                .body("error.code", equalTo("unsupported_parameter"))
                .body("error.param", equalTo(field));
    }
}
