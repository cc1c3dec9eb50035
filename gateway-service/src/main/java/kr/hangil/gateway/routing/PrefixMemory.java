package kr.hangil.gateway.routing;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which prompt beginnings one replica was sent lately: a guess at what its engine still has computed. A newer block
 * takes the place of an older one of the same slot, so memory is bounded (128 KiB) and old prompts fade.
 */
final class PrefixMemory {

    private static final int SLOTS = 1 << 14;

    private final AtomicLongArray slots = new AtomicLongArray(SLOTS);

    /** How many of the first blocks of {@code prefix} are remembered. */
    int matches(Prefix prefix) {
        int matched = 0;
        for (long block : prefix.blocks()) {
            if (slots.getPlain(slot(block)) != block) {
                break;
            }
            matched++;
        }
        return matched;
    }

    void remember(Prefix prefix) {
        for (long block : prefix.blocks()) {
            slots.setPlain(slot(block), block);
        }
    }

    private static int slot(long block) {
        return (int) block & (SLOTS - 1);
    }
}
