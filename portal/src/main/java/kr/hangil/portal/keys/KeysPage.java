package kr.hangil.portal.keys;

import java.time.Instant;
import kr.hangil.contracts.page.Page;
import kr.hangil.portal.gateway.ApiKey;
import kr.hangil.portal.gateway.CreatedKey;
import kr.hangil.portal.upstream.Part;
import org.jspecify.annotations.Nullable;

/**
 * What the page of keys shows.
 *
 * @param keys a page of keys
 * @param choices what a new key may be limited to
 * @param form the form for a new key
 * @param created the key just made or rotated, the only time it is shown; null on every other answer
 * @param first whether {@code keys} is the first page
 * @param mayCreate whether the person's role may make and revoke keys
 * @param now for telling which keys have expired
 */
record KeysPage(
        Part<Page<ApiKey>> keys,
        KeyChoices choices,
        KeyForm form,
        @Nullable CreatedKey created,
        boolean first,
        boolean mayCreate,
        Instant now) {

    public ApiKey.State state(ApiKey key) {
        return key.state(now);
    }

    public boolean hasTwoSecrets(ApiKey key) {
        return key.hasTwoSecrets(now);
    }
}
