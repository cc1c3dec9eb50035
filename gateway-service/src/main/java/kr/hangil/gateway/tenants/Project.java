package kr.hangil.gateway.tenants;

import java.time.Instant;

/** A project of a tenant: what usage is told apart by. */
record Project(String id, String name, Instant createdAt) {}
