package kr.hangil.billing.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import kr.hangil.contracts.usage.UsageData;
import kr.hangil.contracts.usage.UsageEvent;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    private static final String EVENT = """
            {"specversion":"1.0","type":"kr.hangil.usage.v1","source":"/regions/kr-ulsan/gateways/gw-0",
             "id":"req_1:1:tokens","subject":"narae","time":"2026-11-24T09:00:00.123Z",
             "data":{"requestId":"req_1","tenant":"narae","project":"p","keyId":"k","subject":"s","operation":"chat",
              "servedModel":"m","modelDigest":"sha256:%s","deployment":"d","replica":"r","region":"g",
              "promptTokens":9,"cachedPromptTokens":3,"completionTokens":8,"reasoningTokens":2,"outcome":"completed",
              "estimated":false,"startedAt":"2026-11-24T08:59:59Z","ttftMillis":5,"durationMillis":7}}""".formatted("a".repeat(64));

    /** The ledger holds such fingerprints: another value here means that every stored event looks changed. */
    @Test
    void shouldNeverChange() {
        assertThat(Fingerprint.of(read(EVENT)).toString())
                .isEqualTo("sha256:02c24e8a9ef08b2531adf497c95f19fd1b9dd0be93758796a0a946ae0ed8de58");
    }

    @Test
    void shouldNeverChangeForImagesAndSecondsEither() {
        assertThat(Fingerprint.of(read(with("\"images\":2,\"audioSeconds\":61")))
                        .toString())
                .isEqualTo("sha256:799a71457bb48e07481abcb5bec0a315f25639db4637b9f6e2a823192d1ac38c");
    }

    @Test
    void shouldTakeNoImagesAndSecondsForWhatIsNotThere() {
        assertThat(Fingerprint.of(read(with("\"images\":0,\"audioSeconds\":null"))))
                .isEqualTo(Fingerprint.of(read(EVENT)));
    }

    @Test
    void shouldDifferWheneverAFieldDoes() {
        List<UnaryOperator<String>> changes = List.of(
                json -> json.replace("gateways/gw-0", "gateways/gw-1"),
                json -> json.replace("\"id\":\"req_1:1:", "\"id\":\"req_1:2:"),
                json -> json.replace("00.123Z", "00.124Z"),
                json -> json.replace("req_1", "req_2"),
                json -> json.replace("narae", "miru"),
                json -> json.replace("\"project\":\"p\"", "\"project\":null"),
                json -> json.replace("\"keyId\":\"k\"", "\"keyId\":\"l\""),
                json -> json.replace("\"subject\":\"s\"", "\"subject\":\"t\""),
                json -> json.replace("chat", "completion"),
                json -> json.replace("\"servedModel\":\"m\"", "\"servedModel\":\"n\""),
                json -> json.replace("sha256:a", "sha256:b"),
                json -> json.replace("\"deployment\":\"d\"", "\"deployment\":\"e\""),
                json -> json.replace("\"replica\":\"r\"", "\"replica\":\"q\""),
                json -> json.replace("\"region\":\"g\"", "\"region\":\"h\""),
                json -> json.replace("\"promptTokens\":9", "\"promptTokens\":10"),
                json -> json.replace("\"cachedPromptTokens\":3", "\"cachedPromptTokens\":4"),
                json -> json.replace("\"completionTokens\":8", "\"completionTokens\":9"),
                json -> json.replace("\"reasoningTokens\":2", "\"reasoningTokens\":3"),
                json -> json.replace("completed", "failed"),
                json -> json.replace("false", "true"),
                json -> json.replace("08:59:59Z", "08:59:58Z"),
                json -> json.replace("\"ttftMillis\":5", "\"ttftMillis\":null"),
                json -> json.replace("\"durationMillis\":7", "\"durationMillis\":8"),
                json -> with("\"images\":1"),
                json -> with("\"images\":2"),
                json -> with("\"audioSeconds\":1"),
                json -> with("\"images\":1,\"audioSeconds\":1"),
                json -> json.replace("\"project\":\"p\",\"keyId\":\"k\"", "\"project\":\"k\",\"keyId\":\"p\""));

        List<String> fingerprints = new ArrayList<>();
        fingerprints.add(Fingerprint.of(read(EVENT)).toString());
        changes.forEach(change ->
                fingerprints.add(Fingerprint.of(read(change.apply(EVENT))).toString()));

        assertThat(fingerprints).doesNotHaveDuplicates();
        assertThat(UsageData.class.getRecordComponents())
                .as("fields covered above")
                .hasSize(22);
    }

    private static String with(String fields) {
        return EVENT.replace("\"durationMillis\":7", "\"durationMillis\":7," + fields);
    }

    private static UsageEvent read(String json) {
        var item = new EventReader().readOne(json.getBytes(UTF_8)).getFirst();
        assertThat(item).isInstanceOf(EventReader.Item.WellFormed.class);
        return ((EventReader.Item.WellFormed) item).event();
    }
}
