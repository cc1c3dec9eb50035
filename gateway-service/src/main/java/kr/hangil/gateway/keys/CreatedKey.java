package kr.hangil.gateway.keys;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * A key at the one moment it is shown whole.
 *
 * @param view all that can be seen later too
 * @param key the key itself
 */
record CreatedKey(@JsonUnwrapped KeyView view, String key) {

    @Override
    public String toString() {
        return "CreatedKey[" + view.id() + "]";
    }
}
