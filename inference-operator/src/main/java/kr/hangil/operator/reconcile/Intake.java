package kr.hangil.operator.reconcile;

import java.util.ArrayList;
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
 * Whether a spec is taken, and which versions of the model and its adapters it means.
 *
 * @param acceptance the verdict
 * @param artifact the versions; null unless it is taken
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
            case Versions.Unknown unknown -> unknown(unknown);
            case Versions.Found found -> withAdapters(spec, found.artifact(), versions);
        };
    }

    private static Intake withAdapters(ModelDeploymentSpec spec, ModelArtifact model, Versions versions) {
        List<ModelArtifact.Adapter> adapters = new ArrayList<>();
        for (ModelDeploymentSpec.Adapter asked : spec.adapters()) {
            switch (versions.find(asked.model(), asked.version())) {
                case Versions.Absent absent -> {
                    return refused("UnknownVersion", absent.message());
                }
                case Versions.Unknown unknown -> {
                    return unknown(unknown);
                }
                case Versions.Found found -> adapters.add(new ModelArtifact.Adapter(asked, found.artifact()));
            }
        }
        ModelArtifact artifact = model.with(adapters);
        return Acceptance.check(spec, artifact)
                .map(it -> refused(it.reason(), it.message()))
                .orElseGet(() -> new Intake(Acceptances.ACCEPTED, artifact));
    }

    private static Intake unknown(Versions.Unknown unknown) {
        return new Intake(new Acceptances("Unknown", "RegistryUnreachable", unknown.message()), null);
    }

    private static Intake refused(String reason, String message) {
        return new Intake(new Acceptances("False", reason, message), null);
    }
}
