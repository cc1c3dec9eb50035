package kr.hangil.billing.export;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.util.Optional;

/** How much is exported. {@code max-rows} times {@code at-once} bounds the disk that is needed: some 150 bytes a row. */
@ConfigMapping(prefix = "hangil.billing.export")
interface ExportConfig {

    /** Most rows of one file; a question with more is refused. */
    @Min(1)
    @WithDefault("500000")
    int maxRows();

    /** Files written at the same time, each with a connection to the database; who comes then is told to come again. */
    @Min(1)
    @WithDefault("2")
    int atOnce();

    /** Where files lie until they are sent; the machine's temporary folder unless said. */
    Optional<Path> folder();
}
