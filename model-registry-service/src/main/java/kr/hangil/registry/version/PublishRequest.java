package kr.hangil.registry.version;

import jakarta.validation.constraints.NotNull;
import java.util.UUID;
import kr.hangil.contracts.registry.Licence;
import kr.hangil.contracts.registry.ServingSettings;

/**
 * Body of a publication.
 *
 * @param uploadId the upload whose files become the version's
 * @param serving what an engine must be told
 * @param licence the terms
 */
record PublishRequest(
        @NotNull UUID uploadId,
        @NotNull ServingSettings serving,
        @NotNull Licence licence) {}
