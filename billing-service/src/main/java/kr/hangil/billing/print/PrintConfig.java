package kr.hangil.billing.print;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** What is printed with. */
@ConfigMapping(prefix = "hangil.billing.print")
interface PrintConfig {

    /** A Korean TrueType font; Debian's package {@code fonts-nanum} (SIL Open Font License) has this one. */
    @WithDefault("/usr/share/fonts/truetype/nanum/NanumGothic.ttf")
    Path font();
}
