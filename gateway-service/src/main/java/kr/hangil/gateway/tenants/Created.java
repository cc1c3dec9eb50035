package kr.hangil.gateway.tenants;

/** What a write answers with, and whether it made something new. */
record Created<T>(T item, boolean isNew) {}
