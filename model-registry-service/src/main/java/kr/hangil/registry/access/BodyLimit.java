package kr.hangil.registry.access;

import jakarta.inject.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;

/**
 * Bounds every body that is read as a whole. A file upload is handed over as a stream, and the file store bounds it.
 *
 * <p>The framework has one limit for all routes, which must be what the largest file needs.
 */
@jakarta.ws.rs.ext.Provider
class BodyLimit implements ReaderInterceptor {

    /** Asked late: the framework makes this object before the configuration is read. */
    private final Provider<AccessConfig> config;

    BodyLimit(Provider<AccessConfig> config) {
        this.config = config;
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        if (context.getType().equals(InputStream.class)) {
            return context.proceed();
        }
        Bounded bounded =
                new Bounded(context.getInputStream(), config.get().maxBodySize().asLongValue());
        context.setInputStream(bounded);
        try {
            return context.proceed();
        } catch (IOException | RuntimeException e) {
            if (bounded.exceeded()) {
                throw bounded.tooLarge();
            }
            throw e;
        }
    }

    private static final class Bounded extends FilterInputStream {

        private final long limit;
        private long size;

        private Bounded(InputStream in, long limit) {
            super(in);
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int read) throws IOException {
            size += read;
            if (exceeded()) {
                throw new IOException("more than " + limit + " bytes");
            }
        }

        private boolean exceeded() {
            return size > limit;
        }

        private PlatformException tooLarge() {
            return new PlatformException(ErrorCode.BODY_TOO_LARGE, "a body may have at most " + limit + " bytes here");
        }
    }
}
