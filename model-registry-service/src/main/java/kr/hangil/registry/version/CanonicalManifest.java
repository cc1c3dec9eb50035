package kr.hangil.registry.version;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.registry.ModelManifest;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * A manifest in the one byte sequence that stands for it: JSON by RFC 8785, UTF-8, absent members left out.
 *
 * <p>The mapper here is not the service's: no setting of the service may ever move a digest.
 *
 * @param manifest what the bytes say
 * @param digest their SHA-256
 * @param bytes the canonical form; not to be changed
 */
record CanonicalManifest(ModelManifest manifest, Digest digest, byte[] bytes) {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    static CanonicalManifest of(ModelManifest manifest) {
        try {
            byte[] bytes = new JsonCanonicalizer(JSON.writeValueAsString(manifest)).getEncodedUTF8();
            return new CanonicalManifest(manifest, digestOf(bytes), bytes);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest is always JSON", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a manifest back from its canonical form. */
    static ModelManifest parse(byte[] bytes) {
        try {
            return JSON.readValue(bytes, ModelManifest.class);
        } catch (IOException e) {
            throw new UncheckedIOException("a stored manifest is not readable", e);
        }
    }

    static Digest digestOf(byte[] bytes) {
        return Digest.sha256(bytes);
    }
}
