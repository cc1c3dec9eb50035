package kr.hangil.billing.print;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/** The fonts that documents are set in. */
@ApplicationScoped
public class Fonts {

    private final PrintConfig config;

    Fonts(PrintConfig config) {
        this.config = config;
    }

    /**
     * The Korean font, to be embedded in {@code pdf} with the letters it uses.
     *
     * @throws PlatformException {@code unavailable} while there is none
     */
    public PDType0Font korean(PDDocument pdf) throws IOException {
        if (!Files.isReadable(config.font())) {
            throw new PlatformException(
                    ErrorCode.UNAVAILABLE,
                    "there is no Korean font at " + config.font()
                            + " to print with: install Debian's fonts-nanum or set hangil.billing.print.font");
        }
        return PDType0Font.load(pdf, config.font().toFile());
    }
}
