package kr.hangil.portal.frame;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import kr.hangil.contracts.Digest;

/** Addresses of the style sheet, the scripts and the icon; they change with the content, so browsers may keep them for ever. */
final class Assets {

    static final String CSS = versioned("portal.css");
    static final String JS = versioned("portal.js");
    static final String ICON = versioned("icon.svg");
    static final String HTMX = htmx();

    private Assets() {}

    private static String htmx() {
        Properties coordinates = new Properties();
        try (InputStream stream = open("/META-INF/maven/org.webjars.npm/htmx.org/pom.properties")) {
            coordinates.load(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "/webjars/htmx.org/" + coordinates.getProperty("version") + "/dist/htmx.min.js";
    }

    private static InputStream open(String path) {
        InputStream stream = Assets.class.getResourceAsStream(path);
        if (stream == null) {
            throw new IllegalStateException(path + " is not on the class path");
        }
        return stream;
    }

    private static String versioned(String name) {
        try (InputStream content = open("/META-INF/resources/assets/" + name)) {
            String hash = Digest.sha256(content.readAllBytes()).hex();
            return "/assets/" + name + "?v=" + hash.substring(0, 12);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
