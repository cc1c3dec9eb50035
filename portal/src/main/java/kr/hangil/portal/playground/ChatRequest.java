package kr.hangil.portal.playground;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the browser asks.
 *
 * @param model served name
 * @param messages the conversation so far, 1 to 200
 * @param temperature 0 to 2; null for the model's own
 * @param maxTokens most tokens to answer with; null for the model's own
 */
record ChatRequest(
        @NotBlank @Size(max = 200) String model,

        @NotNull @Size(min = 1, max = 200) List<@Valid @NotNull Message> messages,

        @DecimalMin("0") @DecimalMax("2") @Nullable BigDecimal temperature,

        @Min(1) @Max(131072) @JsonProperty("max_tokens") @Nullable
        Integer maxTokens) {

    /** One turn. */
    record Message(
            @NotNull @Pattern(regexp = "system|user|assistant")
            String role,

            @NotNull @Size(max = 200_000) String content) {
        @Override
        public String toString() {
            return "Message[" + role + ", hidden]";
        }
    }

    /** As the gateway takes it: streamed, with usage in the last chunk. */
    Upstream toUpstream() {
        return new Upstream(model, messages, temperature, maxTokens, true, new StreamOptions(true));
    }

    /** OpenAI's request for a streamed chat completion. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Upstream(
            String model,
            List<Message> messages,
            @Nullable BigDecimal temperature,
            @JsonProperty("max_tokens") @Nullable Integer maxTokens,
            boolean stream,
            @JsonProperty("stream_options") StreamOptions streamOptions) {}

    /** OpenAI's options of a stream. */
    record StreamOptions(@JsonProperty("include_usage") boolean includeUsage) {}
}
