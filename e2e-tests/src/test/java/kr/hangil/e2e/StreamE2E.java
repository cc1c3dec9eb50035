package kr.hangil.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A stream on its way from the engine through pod and gateway. */
@ExtendWith(HangilStack.Extension.class)
class StreamE2E {

    private static final int TOKENS = 300;

    @Test
    void shouldBringEachEventAsItIsMadeToAClientThatTakesCompressedAnswers(HangilStack stack) throws Exception {
        // Given
        Api api = new Api(stack);
        Api.Tenant tenant = api.newTenant();

        // When
        long asked = System.nanoTime();
        HttpResponse<InputStream> stream = api.longStream(tenant, TOKENS, "Accept-Encoding", "gzip, deflate, br");
        List<Long> arrivals = arrivals(stream.body());

        // Then
        assertThat(stream.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(arrivals).hasSizeGreaterThan(TOKENS / 2);
        long whole = arrivals.getLast() - asked;
        assertThat(arrivals.getLast() - arrivals.getFirst())
                .as("from the first event to the last, of all %d ms", whole / 1_000_000)
                .isGreaterThan(whole / 10);
    }

    private static List<Long> arrivals(InputStream body) throws IOException {
        List<Long> arrivals = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data: {")) {
                    arrivals.add(System.nanoTime());
                }
            }
        }
        return arrivals;
    }
}
