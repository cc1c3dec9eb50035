package kr.hangil.inference.weights;

import java.util.Optional;
import kr.hangil.contracts.Digest;

/**
 * A version as an operator names it.
 *
 * @param model {@code namespace/name}
 * @param ref an alias or a digest
 */
public record ModelReference(String model, String ref) {

    public ModelReference {
        if (model.split("/", -1).length != 2 || model.startsWith("/") || model.endsWith("/")) {
            throw new IllegalArgumentException("a model is named namespace/name, not " + model);
        }
        if (ref.isEmpty() || ref.contains("/")) {
            throw new IllegalArgumentException("not an alias or a digest: " + ref);
        }
    }

    /** The digest, where {@link #ref} is one. */
    Optional<Digest> digest() {
        return Digest.isDigest(ref) ? Optional.of(new Digest(ref)) : Optional.empty();
    }

    @Override
    public String toString() {
        return model + "@" + ref;
    }
}
