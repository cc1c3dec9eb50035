package kr.hangil.registry.catalog;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * What a publisher says about a model.
 *
 * @param displayName what people call it, 1..200 characters
 * @param description what it is for, at most 10,000 characters
 */
public record ModelDescription(
        @NotBlank @Size(max = 200) String displayName,
        @NotNull @Size(max = 10_000) String description) {}
