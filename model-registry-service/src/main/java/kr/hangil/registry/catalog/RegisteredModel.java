package kr.hangil.registry.catalog;

import java.time.Instant;

/**
 * A model as the catalog shows it.
 *
 * @param namespace first half of its name
 * @param name second half of its name
 * @param displayName what people call it
 * @param description what it is for
 * @param createdAt when the name was first taken
 */
public record RegisteredModel(
        String namespace, String name, String displayName, String description, Instant createdAt) {}
