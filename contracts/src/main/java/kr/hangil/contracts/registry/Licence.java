package kr.hangil.contracts.registry;

/**
 * The terms a version is served under.
 *
 * @param id SPDX identifier, or the publisher's own name such as {@code hyperclovax-seed}
 * @param commercialUse whether the terms allow serving it to paying tenants
 */
public record Licence(String id, boolean commercialUse) {}
