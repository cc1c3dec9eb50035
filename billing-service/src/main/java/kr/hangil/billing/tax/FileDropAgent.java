package kr.hangil.billing.tax;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Puts documents down as files and takes answers up as files: {@code {"result":"accepted"}} or
 * {@code {"result":"rejected","reason":"…"}}.
 */
@ApplicationScoped
class FileDropAgent implements TaxInvoiceAgent {

    private final TaxConfig config;
    private final ObjectMapper json;

    FileDropAgent(TaxConfig config, ObjectMapper json) {
        this.config = config;
        this.json = json;
    }

    @Override
    public void send(String approvalNumber, TaxDocument document) throws IOException {
        Path outbox = Files.createDirectories(config.folder().resolve("outbox"));
        Path whole = outbox.resolve(approvalNumber + ".json");
        Path part = outbox.resolve(approvalNumber + ".part");
        Files.write(part, json.writerWithDefaultPrettyPrinter().writeValueAsBytes(new Sent(approvalNumber, document)));
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public Optional<Answer> answer(String approvalNumber) throws IOException {
        Path file = config.folder().resolve("inbox").resolve(approvalNumber + ".json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonNode answer = json.readTree(Files.readAllBytes(file));
        return switch (answer.path("result").asText()) {
            case "accepted" -> Optional.of(new Answer(null));
            case "rejected" -> Optional.of(new Answer(answer.path("reason").asText("no reason given")));
            default -> throw new IOException(file.getFileName() + " says neither accepted nor rejected");
        };
    }

    /** What a file holds. */
    record Sent(String approvalNumber, TaxDocument document) {}
}
