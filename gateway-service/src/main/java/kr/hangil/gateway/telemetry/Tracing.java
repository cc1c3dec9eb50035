package kr.hangil.gateway.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import kr.hangil.gateway.metering.MeteringConfig;
import org.jboss.logging.Logger;

/** What makes spans, by W3C Trace Context, and sends them by OTLP; nothing where no collector is configured. */
@Singleton
class Tracing {

    /** What spans are said to be made by. */
    static final String SCOPE = "kr.hangil.gateway";

    private static final Logger LOG = Logger.getLogger(Tracing.class);

    private final Optional<OpenTelemetrySdk> sdk;

    Tracing(TracingConfig config, MeteringConfig place) {
        this.sdk = config.endpoint()
                .map(endpoint -> OpenTelemetrySdk.builder()
                        .setTracerProvider(provider(endpoint, config, place))
                        .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                        .build());
    }

    private static SdkTracerProvider provider(URI endpoint, TracingConfig config, MeteringConfig place) {
        String url = endpoint.toString().replaceAll("/+$", "") + "/v1/traces";
        LOG.infof("spans of requests are sent to %s", url);
        Attributes resource = Attributes.builder()
                .put("service.namespace", "hangil")
                .put("service.name", "gateway-service")
                .put("service.instance.id", place.gatewayName())
                .put("hangil.region", place.region())
                .build();
        return SdkTracerProvider.builder()
                .setResource(Resource.getDefault().merge(Resource.create(resource)))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(config.ratio())))
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                .setEndpoint(url)
                                .setCompression("gzip")
                                .build())
                        .setMaxQueueSize(config.queue())
                        .setScheduleDelay(config.delay())
                        .build())
                .build();
    }

    /** Empty where there are to be no spans. */
    Optional<OpenTelemetry> openTelemetry() {
        return sdk.map(OpenTelemetry.class::cast);
    }

    /** Sends what is left. */
    @PreDestroy
    void close() {
        sdk.ifPresent(OpenTelemetrySdk::close);
    }
}
