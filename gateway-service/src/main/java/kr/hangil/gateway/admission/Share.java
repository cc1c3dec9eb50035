package kr.hangil.gateway.admission;

/**
 * This gateway's part of a limit when it cannot ask the others: the parts of all gateways add up to the limit.
 *
 * @param rank place among the gateways, 0..of-1
 * @param of how many gateways there are, >= 1
 */
record Share(int rank, int of) {

    static final Share WHOLE = new Share(0, 1);

    Share {
        if (of < 1 || rank < 0 || rank >= of) {
            throw new IllegalArgumentException("rank " + rank + " of " + of);
        }
    }

    boolean isWhole() {
        return of == 1;
    }

    long of(long limit) {
        return limit / of * (rank + 1) + limit % of * (rank + 1) / of - (limit / of * rank + limit % of * rank / of);
    }
}
