package kr.hangil.inference.weights;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The public keys whose holders may sign models: on the curves P-256, P-384 and P-521, each for the SHA-2 of its size. */
final class TrustedKeys {

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");

    private final List<ECPublicKey> keys;

    private TrustedKeys(List<ECPublicKey> keys) {
        this.keys = keys;
    }

    /**
     * The keys in the files {@code *.pem} of {@code folder}, read anew each time, for keys come and go.
     *
     * @throws WeightsException when there is none, or a file has no such key; it is named
     */
    static TrustedKeys in(Path folder) throws WeightsException {
        List<ECPublicKey> keys = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.pem")) {
            for (Path file : files) {
                keys.add(key(file));
            }
        } catch (IOException e) {
            throw new WeightsException("the trusted keys in " + folder + " cannot be read: " + e, e);
        }
        if (keys.isEmpty()) {
            throw new WeightsException(
                    "there is no trusted key (*.pem) in " + folder + ": no signature can be checked");
        }
        return new TrustedKeys(keys);
    }

    private static ECPublicKey key(Path file) throws IOException, WeightsException {
        Matcher pem = PEM.matcher(Files.readString(file));
        if (!pem.find()) {
            throw new WeightsException("trusted key " + file + " is not a public key in PEM (BEGIN PUBLIC KEY)");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
            return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new WeightsException(
                    "trusted key " + file + " is not a key on an elliptic curve: " + e.getMessage(), e);
        }
    }

    /** Whether one of them signed {@code bytes}. */
    boolean signed(byte[] bytes, byte[] signature) {
        return keys.stream().anyMatch(key -> signed(key, bytes, signature));
    }

    private static boolean signed(ECPublicKey key, byte[] bytes, byte[] signature) {
        try {
            Signature check = Signature.getInstance(algorithm(key));
            check.initVerify(key);
            check.update(bytes);
            return check.verify(signature);
        } catch (GeneralSecurityException notOfThisKey) {
            return false;
        }
    }

    private static String algorithm(ECPublicKey key) {
        int bits = key.getParams().getCurve().getField().getFieldSize();
        return bits <= 256 ? "SHA256withECDSA" : bits <= 384 ? "SHA384withECDSA" : "SHA512withECDSA";
    }
}
