package kr.hangil.gateway.dataplane;

import kr.hangil.gateway.metering.TokenCounts;

/** Carries one kind of answer from the pod to the client. */
interface Relay {

    /** Sets its handlers on the paused answer and lets it flow. */
    void start();

    /** What the client has been given so far, to be billed if it ends now. */
    TokenCounts delivered();
}
