package kr.hangil.gateway.envelope;

import org.jspecify.annotations.Nullable;

/** The bytes of a request as they go upstream, held for as long as they may have to be sent again. */
public final class Body {

    private final @Nullable Body origin;
    private byte @Nullable [] bytes;

    Body(byte[] bytes) {
        this(bytes, null);
    }

    private Body(byte[] bytes, @Nullable Body origin) {
        this.bytes = bytes;
        this.origin = origin;
    }

    /** A body that differs in {@code splice}; when it is let go, so is this one. */
    Body with(Splice splice) {
        return new Body(splice.into(bytes()), this);
    }

    /**
     * All of it, to be read alone.
     *
     * @throws IllegalStateException once it was let go
     */
    public byte[] bytes() {
        byte[] held = bytes;
        if (held == null) {
            throw new IllegalStateException("the body is not held any more");
        }
        return held;
    }

    /** Nothing will send it again: a stream that has begun outlives its body by minutes. */
    public void letGo() {
        bytes = null;
        if (origin != null) {
            origin.letGo();
        }
    }

    /** Says nothing of the content, which is the tenant's own. */
    @Override
    public String toString() {
        byte[] held = bytes;
        return held == null ? "let go" : held.length + " bytes";
    }
}
