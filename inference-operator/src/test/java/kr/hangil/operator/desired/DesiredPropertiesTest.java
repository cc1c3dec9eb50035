package kr.hangil.operator.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kr.hangil.operator.api.AcceleratorProfileSpec;
import kr.hangil.operator.api.ModelDeployment;
import kr.hangil.operator.api.ModelDeploymentSpec;
import kr.hangil.operator.api.ModelDeploymentSpec.Drain;
import kr.hangil.operator.api.ModelDeploymentSpec.Variant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for every resource that the definition lets through. */
class DesiredPropertiesTest {

    private static final PodSettings SETTINGS = Samples.settings(Map.of());
    private static final Map<String, AcceleratorProfileSpec> PROFILES = Samples.profiles();

    @Property(tries = 300)
    void shouldKeepEveryRuleWhateverIsAskedFor(
            @ForAll("names") String name,
            @ForAll("variants") String variant,
            @ForAll("profiles") String profile,
            @ForAll @IntRange(min = 1, max = 64) int devices,
            @ForAll @IntRange(min = 1, max = 600) int propagation,
            @ForAll @IntRange(min = 1, max = 86400) int inflight) {
        ModelDeployment deployment = Samples.on(profile);
        ModelDeploymentSpec spec = deployment.getSpec();
        deployment.getMetadata().setName(name);
        deployment.setSpec(new ModelDeploymentSpec(
                spec.model(),
                spec.servedAs(),
                spec.adapters(),
                List.of(new Variant(variant, "kr-ulsan", profile, devices, 1, 4)),
                spec.routing(),
                spec.scaling(),
                spec.rollout(),
                new Drain(propagation, inflight)));

        Deployment made = new Workloads(
                        deployment,
                        deployment.getSpec().variants().getFirst(),
                        PROFILES.get(profile),
                        Samples.SAFETENSORS,
                        SETTINGS)
                .deployment("0123456789");

        assertThat(PodRules.broken(made, deployment.getSpec(), PROFILES.get(profile)))
                .isEmpty();
    }

    @Property(tries = 300)
    void shouldNameDifferentThingsDifferently(
            @ForAll("names") String name,
            @ForAll("names") String other,
            @ForAll("variants") String variant,
            @ForAll("variants") String another) {
        Set<String> names = new HashSet<>();
        Set<List<String>> asked = new HashSet<>();
        for (List<String> it : List.of(
                List.of(name, variant), List.of(name, another), List.of(other, variant), List.of(other, another))) {
            // "a" with variant "b-c" and "a-b" with variant "c" are told apart by nothing but the hyphen.
            if (asked.stream().noneMatch(seen -> String.join("-", seen).equals(String.join("-", it)))) {
                asked.add(it);
                names.add(Names.workload(it.getFirst(), it.getLast(), "0123456789"));
            }
        }

        assertThat(names).hasSize(asked.size()).allMatch(it -> it.length() <= 63);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(63);
    }

    @Provide
    Arbitrary<String> variants() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('0', '9')
                .ofMinLength(1)
                .ofMaxLength(24);
    }

    @Provide
    Arbitrary<String> profiles() {
        return Arbitraries.of(PROFILES.keySet());
    }
}
