package kr.hangil.inference.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import kr.hangil.contracts.registry.ManifestFile;
import kr.hangil.contracts.registry.ModelManifest;

/**
 * What the OpenSSF's model signing 1.0 leaves beside a model's files: a sigstore bundle with a DSSE envelope around an in-toto
 * statement, which names every file by its SHA-256. Keys alone are known; certificates and transparency logs are not.
 */
final class ModelSignature {

    /** Its name among the files of a version. */
    static final String FILE = "model.sig";

    private static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";
    private static final String STATEMENT = "https://in-toto.io/Statement/v1";
    private static final String PREDICATE = "https://model_signing/signature/v1.0";

    private final JsonNode envelope;
    private final byte[] payload;
    private final JsonNode statement;

    private ModelSignature(JsonNode envelope, byte[] payload, JsonNode statement) {
        this.envelope = envelope;
        this.payload = payload;
        this.statement = statement;
    }

    /** @throws WeightsException when {@code bundle} is no such signature */
    static ModelSignature parse(byte[] bundle, ObjectMapper json) throws WeightsException {
        try {
            JsonNode envelope = json.readTree(bundle).path("dsseEnvelope");
            byte[] payload = envelope.path("payload").binaryValue();
            if (payload == null || !envelope.path("payloadType").asText().equals(PAYLOAD_TYPE)) {
                throw new WeightsException("it is no sigstore bundle of an " + PAYLOAD_TYPE);
            }
            JsonNode statement = json.readTree(payload);
            if (!statement.path("_type").asText().equals(STATEMENT)
                    || !statement.path("predicateType").asText().equals(PREDICATE)) {
                throw new WeightsException("it states no " + PREDICATE + " but "
                        + statement.path("predicateType").asText("nothing"));
            }
            return new ModelSignature(envelope, payload, statement);
        } catch (IOException e) {
            throw new WeightsException("it cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Passes when a trusted key signed it, and it names all files of {@code manifest} but itself, and no others, with their digests.
     *
     * @throws WeightsException otherwise; the message says what is wrong, with a file by its path
     */
    void require(TrustedKeys trusted, ModelManifest manifest) throws WeightsException {
        if (!isSigned(trusted)) {
            throw new WeightsException("no trusted key made it");
        }
        Map<String, String> stated = stated();
        for (ManifestFile file : manifest.files()) {
            if (file.path().equals(FILE)) {
                continue;
            }
            String digest = stated.remove(file.path());
            if (digest == null) {
                throw new WeightsException("it does not name file " + file.path());
            }
            if (!digest.equals(file.digest().hex())) {
                throw new WeightsException("it names another content of file " + file.path());
            }
        }
        if (!stated.isEmpty()) {
            throw new WeightsException(
                    "it names file " + stated.keySet().iterator().next() + ", which the version lacks");
        }
    }

    private boolean isSigned(TrustedKeys trusted) throws WeightsException {
        try {
            for (JsonNode signature : envelope.path("signatures")) {
                byte[] bytes = signature.path("sig").binaryValue();
                if (bytes != null && trusted.signed(authenticated(payload), bytes)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new WeightsException("it cannot be read: " + e.getMessage(), e);
        }
    }

    /** What is signed: the type and the payload with their lengths before them (DSSE 1.0, "PAE"). */
    private static byte[] authenticated(byte[] payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("DSSEv1 " + PAYLOAD_TYPE.length() + " " + PAYLOAD_TYPE + " " + payload.length + " ")
                .getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(payload);
        return bytes.toByteArray();
    }

    /** SHA-256 of every file that is named, in hexadecimal. */
    private Map<String, String> stated() throws WeightsException {
        Map<String, String> files = new TreeMap<>();
        for (JsonNode resource : statement.at("/predicate/resources")) {
            String name = resource.path("name").asText();
            if (!resource.path("algorithm").asText().equals("sha256")) {
                throw new WeightsException("it names file " + name + " by "
                        + resource.path("algorithm").asText("nothing") + " and not by sha256");
            }
            files.put(name, resource.path("digest").asText());
        }
        return files;
    }
}
