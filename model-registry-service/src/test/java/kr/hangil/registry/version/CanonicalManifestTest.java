package kr.hangil.registry.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.registry.Licence;
import kr.hangil.contracts.registry.ManifestFile;
import kr.hangil.contracts.registry.ModelManifest;
import kr.hangil.contracts.registry.ServingSettings;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;

class CanonicalManifestTest {

    private static final ModelManifest MANIFEST = new ModelManifest(
            ModelManifest.SCHEMA,
            "hangil/hangil-mini",
            List.of(
                    new ManifestFile("모델.gguf", 7_400_000, new Digest("sha256:" + "a".repeat(64))),
                    new ManifestFile("카드.md", 0, new Digest("sha256:" + "b".repeat(64)))),
            new ServingSettings("gguf", 2048, List.of("</s>", "\n\"\u0001"), null, "think", List.of("chat")),
            new Licence("Apache-2.0", true));

    /** A change of these bytes would rename every version there is. */
    @Test
    void shouldNeverWriteAManifestInAnotherForm() {
        CanonicalManifest canonical = CanonicalManifest.of(MANIFEST);

        assertThat(new String(canonical.bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"files\":[{\"digest\":\"sha256:" + "a".repeat(64)
                        + "\",\"path\":\"모델.gguf\",\"size\":7400000},{\"digest\":\"sha256:" + "b".repeat(64)
                        + "\",\"path\":\"카드.md\",\"size\":0}],\"licence\":{\"commercialUse\":true,\"id\":\"Apache-2.0\"},"
                        + "\"model\":\"hangil/hangil-mini\",\"schema\":\"kr.hangil.manifest.v1\",\"serving\":{"
                        + "\"capabilities\":[\"chat\"],\"contextLength\":2048,\"format\":\"gguf\","
                        + "\"reasoningParser\":\"think\",\"stop\":[\"</s>\",\"\\n\\\"\\u0001\"]}}");
        assertThat(canonical.digest())
                .isEqualTo(new Digest("sha256:4581ea9fdffec5d476faa1707757d7018c9d4ee820495f5deaa0ab3ef73d2b2f"));
    }

    @Test
    void shouldReadBackWhatItWrote() {
        assertThat(CanonicalManifest.parse(CanonicalManifest.of(MANIFEST).bytes()))
                .isEqualTo(MANIFEST);
    }

    /** RFC 8785, sections 3.2.2 and 3.2.3. */
    @Test
    void shouldCanonicaliseAsTheStandardSays() throws IOException {
        String sample = """
                {"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
                 "string":"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                 "literals":[null,true,false]}""";
        String order = """
                {"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
                 "\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With Diaeresis"}""";

        assertThat(canonical(sample))
                .isEqualTo("{\"literals\":[null,true,false],"
                        + "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
        assertThat(canonical(order))
                .isEqualTo("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                        + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
                        + "\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
    }

    private static String canonical(String json) throws IOException {
        return new String(new JsonCanonicalizer(json).getEncodedUTF8(), StandardCharsets.UTF_8);
    }
}
