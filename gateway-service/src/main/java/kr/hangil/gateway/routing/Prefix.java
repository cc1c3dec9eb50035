package kr.hangil.gateway.routing;

import java.util.zip.CRC32C;
import kr.hangil.gateway.envelope.Envelope;

/**
 * The beginning of a prompt as a chain of hashes: two prompts share their first {@code n} hashes when their first
 * {@code n} blocks are the same bytes. Tenants never share one, so that nobody learns from timing what others asked.
 *
 * @param blocks hash of all up to the end of each block
 */
record Prefix(long[] blocks) {

    static final int BLOCK_BYTES = 256;

    /** 16 KiB: what is beyond hardly changes which replica is best. */
    static final int MOST_BLOCKS = 64;

    /** Of {@code envelope}'s input, asked by {@code tenant}. */
    static Prefix of(String tenant, Envelope envelope) {
        return of(tenant, envelope.body().bytes(), envelope.inputStart(), envelope.inputBytes());
    }

    static Prefix of(String tenant, byte[] bytes, int start, int length) {
        long[] blocks = new long[Math.min(MOST_BLOCKS, length / BLOCK_BYTES)];
        long hash = mix(tenant.hashCode());
        CRC32C block = new CRC32C();
        for (int i = 0; i < blocks.length; i++) {
            block.reset();
            block.update(bytes, start + i * BLOCK_BYTES, BLOCK_BYTES);
            hash = mix(hash ^ block.getValue());
            blocks[i] = hash;
        }
        return new Prefix(blocks);
    }

    int length() {
        return blocks.length;
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014), which spreads every input bit over all output bits. */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
