package kr.hangil.inference.lifecycle;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import kr.hangil.inference.load.EngineWatch;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * Started: the engine gave its first token. Ready: it can give one now, has not stalled, and the pod is not draining. Live:
 * nearly always, for an engine that died or stalled is restarted here, and killing the pod would only pull and load everything
 * again. Only a server that this pod cannot restart, and that has had work and done nothing for long, is not live.
 */
final class HealthChecks {

    @Produces
    @Singleton
    @Startup
    HealthCheck started(Pod pod) {
        return new FirstToken(pod);
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck ready(Pod pod) {
        return () -> describe("engine", pod).status(pod.ready()).build();
    }

    @Produces
    @Singleton
    @Liveness
    HealthCheck live(EngineWatch watch) {
        return () -> HealthCheckResponse.named("pod").status(!watch.dead()).build();
    }

    private static HealthCheckResponseBuilder describe(String name, Pod pod) {
        return HealthCheckResponse.named(name)
                .withData("weights", pod.weights())
                .withData("adapters", pod.adapters())
                .withData("engine", pod.engine().detail())
                .withData("phase", pod.engine().phase().name())
                .withData("starts", pod.engine().starts())
                .withData("draining", pod.draining());
    }

    /** Stays up once it was. */
    private static final class FirstToken implements HealthCheck {

        private final Pod pod;
        private volatile boolean seen;

        FirstToken(Pod pod) {
            this.pod = pod;
        }

        @Override
        public HealthCheckResponse call() {
            seen = seen || pod.engine().ready();
            return describe("first token", pod).status(seen).build();
        }
    }
}
