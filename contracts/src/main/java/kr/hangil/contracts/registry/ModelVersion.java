package kr.hangil.contracts.registry;

import java.time.Instant;
import kr.hangil.contracts.Digest;

/**
 * An immutable version of a model.
 *
 * @param digest SHA-256 of the manifest's canonical JSON
 * @param manifest what the digest covers
 * @param createdAt when it was first published; not part of the digest
 * @param createdBy who published it; not part of the digest
 */
public record ModelVersion(Digest digest, ModelManifest manifest, Instant createdAt, String createdBy) {}
