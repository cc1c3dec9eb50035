package kr.hangil.registry.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Random;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link FileStore} does; each implementation extends it. */
abstract class FileStoreContract {

    /** SHA-256 of {@code abc}, FIPS 180-4. */
    private static final Digest ABC =
            new Digest("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

    /** Largest file the store under test takes. */
    static final int MAX_FILE_SIZE = 1 << 20;

    abstract FileStore store();

    /** How many files the store holds that are not visible under a digest. */
    abstract long leftovers() throws IOException;

    /** Changes one byte of what the store has under {@code digest}. */
    abstract void damage(Digest digest) throws IOException;

    @Test
    void shouldKeepBytesUnderTheirDigest() throws IOException {
        StoredFile stored = store().put(bytes("abc"), Expected.ANYTHING);

        assertThat(stored.digest()).isEqualTo(ABC);
        assertThat(stored.size()).isEqualTo(3);
        assertThat(store().find(ABC)).contains(stored);
        assertThat(Files.readString(stored.path())).isEqualTo("abc");
        assertThat(leftovers()).isZero();
    }

    @Test
    void shouldKeepTheSameBytesOnce() {
        StoredFile first = store().put(bytes("abc"), Expected.ANYTHING);

        StoredFile second = store().put(bytes("abc"), Expected.ANYTHING);

        assertThat(second).isEqualTo(first);
    }

    @Test
    void shouldKeepFilesOfAnySize() {
        for (int size : new int[] {0, 1, 128 * 1024, 128 * 1024 + 1, MAX_FILE_SIZE}) {
            byte[] random = new byte[size];
            new Random(size).nextBytes(random);

            StoredFile stored = store().put(new ByteArrayInputStream(random), announced(size, null));

            assertThat(stored.path()).hasBinaryContent(random);
        }
    }

    @Test
    void shouldFindNothingUnderADigestNobodyPut() {
        Digest unknown = new Digest("sha256:" + "0".repeat(64));

        assertThat(store().find(unknown)).isEmpty();
        assertThat(store().rehash(unknown)).isEmpty();
        assertThat(store().removeIfPutBefore(unknown, Instant.MAX)).isFalse();
    }

    @Test
    void shouldKeepNothingWhenTheDigestIsNotTheAnnouncedOne() throws IOException {
        Digest other = new Digest("sha256:" + "0".repeat(64));

        assertRefused(ErrorCode.DIGEST_MISMATCH, bytes("abc"), announced(3, other));

        assertThat(store().find(ABC)).isEmpty();
        assertThat(leftovers()).isZero();
    }

    @Test
    void shouldKeepNothingWhenTheBytesEndEarlyOrLate() throws IOException {
        assertRefused(ErrorCode.INVALID_REQUEST, bytes("abc"), announced(4, ABC));
        assertRefused(ErrorCode.INVALID_REQUEST, bytes("abc"), announced(2, ABC));

        assertThat(store().find(ABC)).isEmpty();
        assertThat(leftovers()).isZero();
    }

    @Test
    void shouldKeepNothingWhenTheSenderFails() throws IOException {
        InputStream failing = new InputStream() {
            private int left = 3;

            @Override
            public int read() throws IOException {
                if (left-- == 0) {
                    throw new IOException("connection reset");
                }
                return 'a';
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                buffer[offset] = (byte) read();
                return 1;
            }
        };

        assertRefused(ErrorCode.INVALID_REQUEST, failing, Expected.ANYTHING);

        assertThat(leftovers()).isZero();
    }

    @Test
    void shouldRefuseFilesOverTheLimit() throws IOException {
        assertRefused(ErrorCode.BODY_TOO_LARGE, InputStream.nullInputStream(), announced(MAX_FILE_SIZE + 1, null));
        assertRefused(
                ErrorCode.BODY_TOO_LARGE, new ByteArrayInputStream(new byte[MAX_FILE_SIZE + 1]), Expected.ANYTHING);

        assertThat(leftovers()).isZero();
    }

    @Test
    void shouldRefuseAtOnceWhatCannotFitOnTheDisk() {
        assertRefused(ErrorCode.UNAVAILABLE, bytes("abc"), announced(3, null), full());
    }

    /** A store of the same kind whose storage has no room. */
    abstract FileStore full();

    @Test
    void shouldNoticeAndMendDamage() throws IOException {
        store().put(bytes("abc"), Expected.ANYTHING);
        damage(ABC);
        assertThat(store().rehash(ABC)).isPresent().get().isNotEqualTo(ABC);

        store().put(bytes("abc"), Expected.ANYTHING);

        assertThat(store().rehash(ABC)).contains(ABC);
    }

    @Test
    void shouldRemoveOnlyWhatIsOldEnough() {
        store().put(bytes("abc"), Expected.ANYTHING);
        Instant before = Instant.now().minusSeconds(60);
        Instant after = Instant.now().plusSeconds(60);

        assertThat(store().putBefore(before, "", 10)).isEmpty();
        assertThat(store().putBefore(after, "", 10)).containsExactly(ABC);
        assertThat(store().putBefore(after, ABC.value(), 10)).isEmpty();
        assertThat(store().removeIfPutBefore(ABC, before)).isFalse();
        assertThat(store().removeIfPutBefore(ABC, after)).isTrue();
        assertThat(store().find(ABC)).isEmpty();
    }

    private void assertRefused(ErrorCode code, InputStream bytes, Expected expected) {
        assertRefused(code, bytes, expected, store());
    }

    private static void assertRefused(ErrorCode code, InputStream bytes, Expected expected, FileStore store) {
        assertThatExceptionOfType(PlatformException.class)
                .isThrownBy(() -> store.put(bytes, expected))
                .extracting(PlatformException::code)
                .isEqualTo(code);
    }

    private static Expected announced(long size, @Nullable Digest digest) {
        return new Expected(OptionalLong.of(size), digest);
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
}
