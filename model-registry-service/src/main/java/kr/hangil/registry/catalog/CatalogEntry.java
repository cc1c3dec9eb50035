package kr.hangil.registry.catalog;

/**
 * A model that is known to exist, as the other features refer to it.
 *
 * @param id key of its row
 * @param name its full name
 */
public record CatalogEntry(long id, ModelName name) {}
