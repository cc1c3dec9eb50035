package kr.hangil.billing.verification;

/** How far verification is; written by one, read by another. */
final class Progress {

    private volatile Now now = new Now("archives", 0, 0, 0);

    /**
     * At one moment.
     *
     * @param step {@code archives} are read, {@code events} are looked at, {@code sums} are derived
     * @param events looked at so far
     * @param sequence place in the ledger of the last of them
     * @param last place of the last there is
     */
    record Now(String step, long events, long sequence, long last) {}

    Now now() {
        return now;
    }

    void begin(long last) {
        now = new Now("events", 0, 0, last);
    }

    void lookedAt(int more, long sequence) {
        now = new Now("events", now.events + more, sequence, now.last);
    }

    void sums() {
        now = new Now("sums", now.events, now.sequence, now.last);
    }
}
