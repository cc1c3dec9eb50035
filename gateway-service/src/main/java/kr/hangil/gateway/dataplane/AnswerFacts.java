package kr.hangil.gateway.dataplane;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.gateway.admission.Reservation;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.gateway.snapshot.Deployment;

/** What an answer says of itself: where it was served, by what, and what it costs. */
final class AnswerFacts {

    private static final CharSequence REGION = HttpHeaders.createOptimized(HangilHeaders.REGION);
    private static final CharSequence REPEAT_OF = HttpHeaders.createOptimized(HangilHeaders.REPEAT_OF);
    private static final CharSequence COST_KRW = HttpHeaders.createOptimized(HangilHeaders.COST_KRW);
    private static final CharSequence MODEL_DIGEST = HttpHeaders.createOptimized(HangilHeaders.MODEL_DIGEST);
    private static final List<CharSequence> OF_THE_POD =
            List.of(MODEL_DIGEST, HttpHeaders.createOptimized(HangilHeaders.REPLICA));
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    private final Deployment deployment;
    private final Reservation reservation;
    private final HttpClientResponse upstream;

    /** @param upstream the pod's answer */
    AnswerFacts(Deployment deployment, Reservation reservation, HttpClientResponse upstream) {
        this.deployment = deployment;
        this.reservation = reservation;
        this.upstream = upstream;
    }

    /** Says it in the headers of an answer, but for the cost. */
    void describe(MultiMap headers) {
        headers.set(REGION, deployment.region());
        if (reservation.repeatOf() != null) {
            headers.set(REPEAT_OF, reservation.repeatOf());
        }
        for (CharSequence header : OF_THE_POD) {
            String value = upstream.getHeader(header);
            if (value != null) {
                headers.set(header, value);
            }
        }
    }

    /** Says in the headers of an answer that is whole what it costs, where that is known. */
    void price(MultiMap headers, TokenCounts counts) {
        cost(counts).ifPresent(won -> headers.set(COST_KRW, won));
    }

    private Optional<String> cost(TokenCounts counts) {
        return reservation.cost(counts).map(won -> won.stripTrailingZeros().toPlainString());
    }

    /** The same as a member of the JSON object that tells a stream's usage. */
    String closing(TokenCounts counts) {
        StringBuilder member = new StringBuilder("\"hangil\":{");
        cost(counts)
                .ifPresent(won -> member.append("\"cost_krw\":\"").append(won).append("\","));
        String digest = upstream.getHeader(MODEL_DIGEST);
        if (digest != null && DIGEST.matcher(digest).matches()) {
            member.append("\"model_digest\":\"").append(digest).append("\",");
        }
        return member.append("\"region\":\"")
                .append(deployment.region())
                .append("\"}")
                .toString();
    }
}
