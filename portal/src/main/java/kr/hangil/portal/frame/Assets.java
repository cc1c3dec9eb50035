package kr.hangil.portal.frame;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Addresses of our own style sheet, script and icon; they change with the content, so browsers may keep them for ever. */
final class Assets {

    static final String CSS = versioned("portal.css");
    static final String JS = versioned("portal.js");
    static final String ICON = versioned("icon.svg");

    private Assets() {}

    private static String versioned(String name) {
        try (InputStream content = Assets.class.getResourceAsStream("/META-INF/resources/assets/" + name)) {
            if (content == null) {
                throw new IllegalStateException("asset " + name + " is missing");
            }
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.readAllBytes());
            return "/assets/" + name + "?v=" + HexFormat.of().formatHex(hash, 0, 6);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
