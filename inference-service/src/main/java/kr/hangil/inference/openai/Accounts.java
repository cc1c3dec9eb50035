package kr.hangil.inference.openai;

import jakarta.inject.Singleton;
import kr.hangil.contracts.Digest;
import kr.hangil.inference.queue.Demand;
import kr.hangil.inference.queue.Priority;
import kr.hangil.inference.served.ServedLedger;
import kr.hangil.inference.served.ServedTokens;

/** What a request asks for in tokens, and what it got. */
@Singleton
final class Accounts {

    private final TokenEstimate estimate;
    private final ServedLedger ledger;

    Accounts(TokenEstimate estimate, ServedLedger ledger) {
        this.estimate = estimate;
        this.ledger = ledger;
    }

    /**
     * Who asks for what.
     *
     * @param gateway client that called
     * @param tenant on whose behalf; empty where it names none
     * @param priority its band
     * @param digest version that answers
     * @param contextLength most tokens of one prompt and answer
     * @param bytes of the request's body
     */
    record Order(String gateway, String tenant, Priority priority, Digest digest, int contextLength, int bytes) {}

    /** What {@code told} takes of the queue: its prompt once, and for each answer what it may write. */
    Demand demand(Order order, EngineRequest told) {
        long prompt = Math.min(estimate.prompt(order.bytes()), order.contextLength());
        Integer allowed = told.maxTokens();
        long output = !told.operation().writes()
                ? 0
                : Math.min(allowed == null ? estimate.output() : allowed, order.contextLength() - prompt);
        return new Demand(order.tenant(), order.priority(), told.choices(), prompt + output * told.choices());
    }

    /** Writes down what was served, also where the client left or the engine broke in between. */
    void settle(Order order, EngineRequest told, AnswerMeter meter) {
        if (!meter.wasAsked() || !told.operation().runsModel()) {
            return;
        }
        UsageScan.Usage usage = meter.usage();
        if (usage == null) {
            long prompt = Math.min(estimate.prompt(order.bytes()), order.contextLength());
            ledger.record(
                    order.gateway(),
                    order.tenant(),
                    order.digest(),
                    ServedTokens.estimated(prompt, meter.estimatedOutput()));
            return;
        }
        estimate.learn(order.bytes(), usage.promptTokens(), (double) usage.outputTokens() / told.choices());
        ledger.record(
                order.gateway(),
                order.tenant(),
                order.digest(),
                ServedTokens.told(usage.promptTokens(), usage.cachedTokens(), usage.outputTokens()));
    }
}
