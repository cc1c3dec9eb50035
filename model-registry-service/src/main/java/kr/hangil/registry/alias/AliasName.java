package kr.hangil.registry.alias;

import java.util.regex.Pattern;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;

/**
 * Name of an alias, never to be taken for a digest.
 *
 * @param value 1..63 lower-case letters, digits, {@code . _ -}, starting with a letter
 */
record AliasName(String value) {

    private static final Pattern SHAPE = Pattern.compile("[a-z][a-z0-9._-]{0,62}");

    AliasName {
        if (!SHAPE.matcher(value).matches()) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST,
                    "alias",
                    "'alias' must be 1 to 63 lower-case letters, digits, '.', '_' or '-', starting with a letter");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
