package kr.hangil.registry.intake;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.registry.ManifestFile;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.registry.access.Roles;
import kr.hangil.registry.catalog.ModelName;
import kr.hangil.registry.file.Expected;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** {@code /v1/models/{namespace}/{name}/uploads}. */
@Path("/v1/models/{namespace}/{name}/uploads")
@RolesAllowed({Roles.PUBLISHER, Roles.OPERATOR})
class UploadResource {

    private final UploadService uploads;
    private final SecurityIdentity caller;

    UploadResource(UploadService uploads, SecurityIdentity caller) {
        this.uploads = uploads;
        this.caller = caller;
    }

    @POST
    public Uni<RestResponse<Upload>> open(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        return uploads.open(
                        new ModelName(namespace, name), caller.getPrincipal().getName())
                .map(upload -> RestResponse.status(RestResponse.Status.CREATED, upload));
    }

    @DELETE
    @Path("/{upload}")
    public Uni<Void> abandon(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("upload") String upload) {
        return uploads.abandon(new ModelName(namespace, name), uploadId(upload));
    }

    /** Blocking in name only: that is how the framework hands over a body that it has not buffered. */
    @PUT
    @Path("/{upload}/files/{path:.+}")
    @Consumes(MediaType.WILDCARD)
    @Blocking
    public Uni<ManifestFile> receive(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("upload") String upload,
            @PathParam("path") String path,
            @HeaderParam("Content-Length") @Nullable String length,
            @HeaderParam("x-content-sha256") @Nullable String sha256,
            InputStream bytes) {
        Expected expected = new Expected(
                length == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(length)), digest(sha256));
        return onEventLoop(
                () -> uploads.receive(new ModelName(namespace, name), uploadId(upload), path, bytes, expected));
    }

    private static <T> Uni<T> onEventLoop(Supplier<Uni<? extends T>> work) {
        Context context = Objects.requireNonNull(Vertx.currentContext(), "a request always has a context");
        return Uni.createFrom()
                .<T>deferred(work)
                .runSubscriptionOn(task -> context.runOnContext(ignored -> task.run()));
    }

    private static UUID uploadId(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new PlatformException(ErrorCode.NOT_FOUND, "'" + text + "' is not the id of an upload");
        }
    }

    private static @Nullable Digest digest(@Nullable String hex) {
        if (hex == null) {
            return null;
        }
        if (!Digest.isDigest("sha256:" + hex)) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST,
                    "x-content-sha256",
                    "'x-content-sha256' must be 64 lower-case hexadecimal digits");
        }
        return new Digest("sha256:" + hex);
    }
}
