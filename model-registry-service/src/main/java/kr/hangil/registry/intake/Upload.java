package kr.hangil.registry.intake;

import java.time.Instant;
import java.util.UUID;

/**
 * An upload as its owner sees it.
 *
 * @param id names it in paths and when publishing
 * @param expiresAt when it and what it holds goes away
 */
public record Upload(UUID id, Instant expiresAt) {}
