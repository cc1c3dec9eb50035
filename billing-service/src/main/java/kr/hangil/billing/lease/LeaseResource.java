package kr.hangil.billing.lease;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import kr.hangil.contracts.budget.LeaseAnswer;
import kr.hangil.contracts.budget.LeaseRequest;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Where gateways get room to spend. */
@Path("/v1/budgets/leases")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed("usage-writer")
class LeaseResource {

    private static final int MAX_ASKS = 1_000;
    private static final int MAX_RETURNS = 10_000;
    private static final int MAX_TEXT = 255;
    private static final BigDecimal MAX_WON = BigDecimal.valueOf(1_000_000_000_000_000L);

    private final LeaseService service;

    LeaseResource(LeaseService service) {
        this.service = service;
    }

    @POST
    public Uni<LeaseAnswer> lease(@NotNull LeaseRequest request) {
        check(request);
        return service.lease(request);
    }

    private static void check(LeaseRequest request) {
        checkText("holder", request.holder());
        checkCount("asks", request.asks().size(), MAX_ASKS);
        checkCount("returns", request.returns().size(), MAX_RETURNS);
        for (int i = 0; i < request.asks().size(); i++) {
            LeaseRequest.Ask ask = request.asks().get(i);
            checkText("asks[" + i + "].tenant", ask.tenant());
            if (ask.project() != null) {
                checkText("asks[" + i + "].project", ask.project());
            }
            if (ask.keyId() != null) {
                checkText("asks[" + i + "].keyId", ask.keyId());
            }
            checkWon("asks[" + i + "].want", ask.want());
        }
        for (int i = 0; i < request.returns().size(); i++) {
            LeaseRequest.Return returned = request.returns().get(i);
            checkWon("returns[" + i + "].unused", returned.unused());
            if (returned.budget() == null || !returned.budget().matches("\\d{1,18}")) {
                throw invalid("returns[" + i + "].budget", "is no id of a lease");
            }
        }
    }

    private static void checkText(String path, @Nullable String text) {
        if (text == null
                || text.isEmpty()
                || text.length() > MAX_TEXT
                || text.chars().anyMatch(Character::isISOControl)) {
            throw invalid(path, "must have 1 to " + MAX_TEXT + " characters");
        }
    }

    private static void checkCount(String path, int count, int most) {
        if (count > most) {
            throw invalid(path, "has " + count + " items, at most " + most + " are taken");
        }
    }

    private static void checkWon(String path, @Nullable BigDecimal won) {
        if (won == null || won.signum() < 0 || won.compareTo(MAX_WON) > 0 || won.scale() > LeasePool.SCALE) {
            throw invalid(path, "must be 0 to " + MAX_WON + " won with at most " + LeasePool.SCALE + " decimals");
        }
    }

    private static PlatformException invalid(String path, String problem) {
        return PlatformException.at(ErrorCode.INVALID_REQUEST, path, path + " " + problem);
    }
}
