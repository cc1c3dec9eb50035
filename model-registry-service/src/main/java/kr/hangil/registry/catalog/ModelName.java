package kr.hangil.registry.catalog;

import java.util.regex.Pattern;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;

/**
 * The full name of a model, written {@code namespace/name}.
 *
 * @param namespace who stands behind it, 1..96 letters, digits and {@code . _ -}, starting with a letter or digit
 * @param name the model's own name, of the same form
 */
public record ModelName(String namespace, String name) {

    private static final Pattern PART = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9])?");

    public ModelName {
        requirePart("namespace", namespace);
        requirePart("name", name);
    }

    private static void requirePart(String param, String part) {
        if (!PART.matcher(part).matches() || part.contains("..")) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST,
                    param,
                    "'" + param
                            + "' must be 1 to 96 letters, digits, '.', '_' or '-', start and end with a letter or digit,"
                            + " and have no two dots in a row");
        }
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
