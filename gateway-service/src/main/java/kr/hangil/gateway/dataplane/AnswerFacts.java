package kr.hangil.gateway.dataplane;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import kr.hangil.gateway.admission.Reservation;
import kr.hangil.gateway.http.HeaderNames;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.gateway.snapshot.Deployment;

/** What an answer says of itself: where it was served, by what, and what it costs. */
final class AnswerFacts {

    private static final List<CharSequence> OF_THE_POD = List.of(HeaderNames.MODEL_DIGEST, HeaderNames.REPLICA);
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
        headers.set(HeaderNames.REGION, deployment.region());
        if (reservation.repeatOf() != null) {
            headers.set(HeaderNames.REPEAT_OF, reservation.repeatOf());
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
        cost(counts).ifPresent(won -> headers.set(HeaderNames.COST_KRW, won));
    }

    private Optional<String> cost(TokenCounts counts) {
        return reservation.cost(counts).map(won -> won.stripTrailingZeros().toPlainString());
    }

    /** The same as a member of the JSON object that tells a stream's usage. */
    String closing(TokenCounts counts) {
        StringBuilder member = new StringBuilder("\"hangil\":{");
        cost(counts)
                .ifPresent(won -> member.append("\"cost_krw\":\"").append(won).append("\","));
        String digest = upstream.getHeader(HeaderNames.MODEL_DIGEST);
        if (digest != null && DIGEST.matcher(digest).matches()) {
            member.append("\"model_digest\":\"").append(digest).append("\",");
        }
        return member.append("\"region\":\"")
                .append(deployment.region())
                .append("\"}")
                .toString();
    }
}
