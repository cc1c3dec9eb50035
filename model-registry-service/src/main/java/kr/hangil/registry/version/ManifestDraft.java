package kr.hangil.registry.version;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.registry.Licence;
import kr.hangil.contracts.registry.ManifestFile;
import kr.hangil.contracts.registry.ModelManifest;
import kr.hangil.contracts.registry.ServingSettings;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.registry.catalog.ModelName;
import org.jspecify.annotations.Nullable;

/** Turns what a publisher sent into a manifest, or says what keeps it from being one. */
final class ManifestDraft {

    private static final Set<String> FORMATS = Set.of("gguf", "safetensors");
    private static final Set<String> CAPABILITIES = Set.of("chat", "completion", "embedding", "tools");
    private static final int MAX_TEXT = 1_000;

    private ManifestDraft() {}

    /** @throws PlatformException {@code invalid_request} naming the field, {@code unprocessable} for files that cannot be one version */
    static ModelManifest of(ModelName model, List<ManifestFile> files, ServingSettings serving, Licence licence) {
        requireServing(serving);
        requireText("licence.id", licence.id());
        return new ModelManifest(ModelManifest.SCHEMA, model.toString(), requireTree(files), serving, licence);
    }

    private static void requireServing(ServingSettings serving) {
        requireOneOf("serving.format", serving.format(), FORMATS);
        if (serving.capabilities().isEmpty()) {
            throw refused("serving.capabilities", "must name at least one of " + sorted(CAPABILITIES));
        }
        for (int i = 0; i < serving.capabilities().size(); i++) {
            requireOneOf(
                    "serving.capabilities[" + i + "]", serving.capabilities().get(i), CAPABILITIES);
        }
        if (Set.copyOf(serving.capabilities()).size() != serving.capabilities().size()) {
            throw refused("serving.capabilities", "must not repeat a capability");
        }
        for (int i = 0; i < serving.stop().size(); i++) {
            requireText("serving.stop[" + i + "]", serving.stop().get(i));
        }
        requireTextOrNull("serving.toolParser", serving.toolParser());
        requireTextOrNull("serving.reasoningParser", serving.reasoningParser());
    }

    /** Files in order of their paths, of which none is also a folder of another. */
    private static List<ManifestFile> requireTree(List<ManifestFile> files) {
        if (files.isEmpty()) {
            throw new PlatformException(ErrorCode.UNPROCESSABLE, "the upload has no files; a version has at least one");
        }
        Set<String> paths = new HashSet<>();
        files.forEach(file -> paths.add(file.path()));
        for (ManifestFile file : files) {
            for (int slash = file.path().indexOf('/');
                    slash > 0;
                    slash = file.path().indexOf('/', slash + 1)) {
                String folder = file.path().substring(0, slash);
                if (paths.contains(folder)) {
                    throw new PlatformException(
                            ErrorCode.UNPROCESSABLE,
                            "'" + folder + "' is a file of the upload and also a folder of '" + file.path()
                                    + "'; no disk can hold both");
                }
            }
        }
        return files.stream().sorted(Comparator.comparing(ManifestFile::path)).toList();
    }

    private static void requireOneOf(String param, @Nullable String value, Set<String> known) {
        if (value == null || !known.contains(value)) {
            throw refused(param, "must be one of " + sorted(known));
        }
    }

    private static void requireTextOrNull(String param, @Nullable String value) {
        if (value != null) {
            requireText(param, value);
        }
    }

    /** RFC 8785 section 3.2.2.2 has no form for a lone surrogate, and PostgreSQL's JSON has none for U+0000. */
    private static void requireText(String param, @Nullable String value) {
        if (value == null || value.isEmpty() || value.length() > MAX_TEXT) {
            throw refused(param, "must be a text of 1 to " + MAX_TEXT + " characters");
        }
        if (value.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw refused(param, "must be Unicode text without U+0000 and without lone surrogates");
        }
    }

    private static List<String> sorted(Set<String> values) {
        return values.stream().sorted().toList();
    }

    private static PlatformException refused(String param, String message) {
        return PlatformException.at(ErrorCode.INVALID_REQUEST, param, "'" + param + "' " + message);
    }
}
