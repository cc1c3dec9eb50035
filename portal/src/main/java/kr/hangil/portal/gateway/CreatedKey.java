package kr.hangil.portal.gateway;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A key just made, the only time its secret exists outside its owner's hands.
 *
 * @param id public part
 * @param key the whole key; never logged, never stored
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CreatedKey(String id, String name, String key) {
    @Override
    public String toString() {
        return "CreatedKey[" + id + ", hidden]";
    }
}
