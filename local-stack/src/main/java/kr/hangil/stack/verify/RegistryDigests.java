package kr.hangil.stack.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import kr.hangil.stack.api.ApiClient;

/** Downloads every manifest and file the registry has and computes their digests anew. */
final class RegistryDigests {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ApiClient registry;
    private final List<String> differences = new ArrayList<>();
    private int versions;
    private int files;

    RegistryDigests(ApiClient registry) {
        this.registry = registry;
    }

    Check.Outcome compare() throws IOException, InterruptedException {
        for (JsonNode model : registry.all("/v1/models")) {
            String path = "/v1/models/" + model.path("namespace").asText() + "/"
                    + model.path("name").asText();
            for (JsonNode version : registry.all(path + "/versions")) {
                compare(
                        path + "/versions/" + version.path("digest").asText(),
                        version.path("digest").asText());
            }
        }
        return new Check.Outcome(versions + " versions, " + files + " files", differences);
    }

    private void compare(String path, String digest) throws IOException, InterruptedException {
        versions++;
        byte[] manifest;
        try (InputStream in = registry.open(path + "/manifest")) {
            manifest = in.readAllBytes();
        }
        expect(path + "/manifest", digest, sha256(new ByteArrayInputStream(manifest)));
        for (JsonNode file : JSON.readTree(manifest).path("files")) {
            files++;
            String filePath = path + "/files/" + file.path("path").asText();
            try (InputStream in = registry.open(filePath)) {
                expect(filePath, file.path("digest").asText(), sha256(in));
            }
        }
    }

    private void expect(String what, String expected, String actual) {
        if (!expected.equals(actual)) {
            differences.add(what + " should be " + expected + " and is " + actual);
        }
    }

    private static String sha256(InputStream in) throws IOException {
        try (DigestInputStream digesting = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digesting.transferTo(OutputStream.nullOutputStream());
            return "sha256:"
                    + HexFormat.of().formatHex(digesting.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
