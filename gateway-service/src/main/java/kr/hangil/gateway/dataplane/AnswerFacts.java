package kr.hangil.gateway.dataplane;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import java.util.Optional;
import java.util.regex.Pattern;
import kr.hangil.gateway.admission.Reservation;
import kr.hangil.gateway.http.HeaderNames;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.gateway.snapshot.Deployment;
import org.jspecify.annotations.Nullable;

/** What an answer says of itself: where it was served, by what, and what it costs. */
final class AnswerFacts {

    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    private final Deployment deployment;
    private final Reservation reservation;
    private final @Nullable String modelDigest;
    private final @Nullable String replica;

    /** @param upstream the pod's answer, whose headers are not asked for later */
    AnswerFacts(Deployment deployment, Reservation reservation, HttpClientResponse upstream) {
        this.deployment = deployment;
        this.reservation = reservation;
        this.modelDigest = upstream.getHeader(HeaderNames.MODEL_DIGEST);
        this.replica = upstream.getHeader(HeaderNames.REPLICA);
    }

    /** Says it in the headers of an answer, but for the cost. */
    void describe(MultiMap headers) {
        headers.set(HeaderNames.REGION, deployment.region());
        if (reservation.repeatOf() != null) {
            headers.set(HeaderNames.REPEAT_OF, reservation.repeatOf());
        }
        if (modelDigest != null) {
            headers.set(HeaderNames.MODEL_DIGEST, modelDigest);
        }
        if (replica != null) {
            headers.set(HeaderNames.REPLICA, replica);
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
        if (modelDigest != null && DIGEST.matcher(modelDigest).matches()) {
            member.append("\"model_digest\":\"").append(modelDigest).append("\",");
        }
        return member.append("\"region\":\"")
                .append(deployment.region())
                .append("\"}")
                .toString();
    }
}
