package kr.hangil.inference;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A LoRA adapter as an operator names it, {@code name=namespace/model@version}; vLLM's {@code --lora-modules} are written so.
 *
 * @param name that clients ask for; 1..128 characters, none of them a space, {@code =} or a comma
 * @param model {@code namespace/name} in the registry
 * @param ref an alias or a digest
 */
public record AdapterReference(String name, String model, String ref) {

    private static final Pattern WRITTEN =
            Pattern.compile("(?<name>[^=,\\s]{1,128})=(?<model>[^/@\\s]+/[^/@\\s]+)@(?<ref>[A-Za-z0-9:._-]{1,128})");

    /**
     * What {@code text} names; configuration is read so.
     *
     * @throws IllegalArgumentException when it is written otherwise
     */
    public static AdapterReference of(String text) {
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            throw new IllegalArgumentException("an adapter is written name=namespace/model@version, not " + text);
        }
        return new AdapterReference(written.group("name"), written.group("model"), written.group("ref"));
    }

    @Override
    public String toString() {
        return name + "=" + model + "@" + ref;
    }
}
