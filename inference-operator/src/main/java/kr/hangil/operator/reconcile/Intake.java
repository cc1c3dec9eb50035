package kr.hangil.operator.reconcile;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kr.hangil.operator.api.AcceleratorProfileSpec;
import kr.hangil.operator.api.ModelDeploymentSpec;
import kr.hangil.operator.desired.Acceptance;
import kr.hangil.operator.desired.ForeignKind;
import kr.hangil.operator.desired.ModelArtifact;
import kr.hangil.operator.reconcile.Findings.Acceptances;
import kr.hangil.operator.registry.Versions;
import org.jspecify.annotations.Nullable;

/**
 * Whether a spec is taken, and which version of the model it means.
 *
 * @param acceptance the verdict
 * @param artifact the version; null unless it is taken
 */
record Intake(Acceptances acceptance, @Nullable ModelArtifact artifact) {

    static Intake of(
            ModelDeploymentSpec spec,
            Map<String, AcceleratorProfileSpec> profiles,
            List<String> regions,
            Set<ForeignKind> known,
            Versions versions) {
        Optional<Acceptance.Refusal> refusal =
                Acceptance.check(spec, profiles, regions).or(() -> Acceptance.definitions(spec, profiles, known));
        if (refusal.isPresent()) {
            return refused(refusal.get().reason(), refusal.get().message());
        }
        return switch (versions.find(spec.model().name(), spec.model().version())) {
            case Versions.Absent absent -> refused("UnknownVersion", absent.message());
            case Versions.Unknown unknown ->
                new Intake(new Acceptances("Unknown", "RegistryUnreachable", unknown.message()), null);
            case Versions.Found found ->
                Acceptance.check(spec, found.artifact())
                        .map(it -> refused(it.reason(), it.message()))
                        .orElseGet(() -> new Intake(Acceptances.ACCEPTED, found.artifact()));
        };
    }

    private static Intake refused(String reason, String message) {
        return new Intake(new Acceptances("False", reason, message), null);
    }
}
