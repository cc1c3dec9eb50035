package kr.hangil.operator.observed;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kr.hangil.operator.desired.Marks;

/**
 * The Deployment of one variant and revision.
 *
 * @param name its name
 * @param variant name of the variant
 * @param revision immutable revision
 * @param replicas pods asked for, >= 0
 * @param createdAt when it was made
 * @param annotations as they are; {@link kr.hangil.operator.desired.Marks} says what they mean
 */
public record Workload(
        String name,
        String variant,
        String revision,
        int replicas,
        Instant createdAt,
        Map<String, String> annotations) {

    public Workload {
        annotations = Map.copyOf(annotations);
    }

    /** Names of the adapters that its pods serve. */
    public List<String> adapters() {
        String names = annotations.get(Marks.ADAPTERS);
        return names == null ? List.of() : List.of(names.split(","));
    }

    /** The instant in annotation {@code name}; empty when it is absent or no instant. */
    public Optional<Instant> instant(String name) {
        String text = annotations.get(name);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
