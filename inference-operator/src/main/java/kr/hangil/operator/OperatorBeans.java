package kr.hangil.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.oidc.client.OidcClient;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import kr.hangil.operator.gateway.GatewayAddresses;
import kr.hangil.operator.gateway.GatewayWatch;
import kr.hangil.operator.http.BearerToken;
import kr.hangil.operator.pods.PodWatch;
import kr.hangil.operator.profiles.ShippedProfiles;
import kr.hangil.operator.reconcile.Surroundings;
import kr.hangil.operator.registry.RegistryVersions;
import kr.hangil.operator.registry.Versions;
import kr.hangil.operator.telemetry.ReplicasWanted;

/** What the operator is put together from. */
final class OperatorBeans {

    private static final int POD_MANAGEMENT = 9082;
    private static final Duration PROFILES_AGAIN = Duration.ofSeconds(30);

    @Produces
    @Singleton
    BearerToken token(OidcClient client, OperatorConfig config) {
        return new KeycloakToken(client, config.answerLimit());
    }

    @Produces
    @Singleton
    Versions versions(OperatorConfig config, BearerToken token, Clock clock) {
        return new RegistryVersions(config.registryUrl(), token, config.registryTtl(), config.answerLimit(), clock);
    }

    @Produces
    @Singleton
    GatewayWatch gateways(OperatorConfig config, BearerToken token) {
        return new GatewayWatch(new GatewayAddresses(config), token, config.answerLimit());
    }

    @Produces
    @Singleton
    PodWatch pods(OperatorConfig config, BearerToken token, Clock clock) {
        return new PodWatch(token, POD_MANAGEMENT, config.podInterval(), config.answerLimit(), clock);
    }

    @Produces
    @Singleton
    Surroundings surroundings(Versions versions, GatewayWatch gateways, PodWatch pods) {
        return new Surroundings(versions, gateways, pods);
    }

    @Produces
    @Singleton
    ReplicasWanted wanted(MeterRegistry meters, OperatorConfig config, Clock clock) {
        return new ReplicasWanted(meters, config.podInterval(), clock);
    }

    /** One of several operators works; the others wait for its lease. */
    @Produces
    @Singleton
    LeaderElectionConfiguration leaderElection() {
        return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration("inference-operator")
                .build();
    }

    void start(@Observes StartupEvent event, GatewayWatch gateways, OperatorConfig config, KubernetesClient client) {
        gateways.start(config.gatewayInterval());
        config.profiles()
                .ifPresent(folder -> new ShippedProfiles(client, folder, config.engineImages()).start(PROFILES_AGAIN));
    }
}
