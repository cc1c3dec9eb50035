package kr.hangil.portal.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key to be made.
 *
 * @param name 1 to 100 characters
 * @param models served names it may ask for; empty means every one
 * @param expiresAt null for never
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NewKey(
        String name, List<String> models, @Nullable Instant expiresAt) {
    public NewKey {
        models = List.copyOf(models);
    }
}
