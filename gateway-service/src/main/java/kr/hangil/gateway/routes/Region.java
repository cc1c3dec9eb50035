package kr.hangil.gateway.routes;

/**
 * A place where models are served.
 *
 * @param id for example {@code kr-ulsan}
 * @param routes how many served models are in it
 */
record Region(String id, long routes) {}
