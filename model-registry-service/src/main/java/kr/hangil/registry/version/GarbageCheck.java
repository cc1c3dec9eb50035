package kr.hangil.registry.version;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import kr.hangil.platform.startup.StartupCheck;
import kr.hangil.registry.intake.IntakeConfig;

/** Garbage collection younger than the longest upload would remove files that are about to be published. */
@ApplicationScoped
class GarbageCheck implements StartupCheck {

    private final GarbageConfig garbage;
    private final IntakeConfig intake;

    GarbageCheck(GarbageConfig garbage, IntakeConfig intake) {
        this.garbage = garbage;
        this.intake = intake;
    }

    @Override
    public List<String> findings() {
        if (garbage.minAge().compareTo(intake.uploadTtl()) > 0) {
            return List.of();
        }
        return List.of("hangil.registry.garbage.min-age (" + garbage.minAge()
                + ") must be longer than hangil.registry.intake.upload-ttl (" + intake.uploadTtl() + ")");
    }
}
