package kr.hangil.registry.version;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.registry.access.Roles;
import kr.hangil.registry.catalog.ModelName;
import kr.hangil.registry.file.StoredFile;
import org.jboss.resteasy.reactive.PathPart;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a version's files, whole or one range at a time, sent by the kernel from the store's file.
 *
 * <p>The entity tag of a file is its digest, which lets a download that was cut off go on where it stopped and be sure that
 * it is still the same file.
 */
@Path("/v1/models/{namespace}/{name}/versions/{ref}/files/{path:.+}")
@Produces(MediaType.APPLICATION_OCTET_STREAM)
@RolesAllowed({Roles.READER, Roles.PUBLISHER, Roles.OPERATOR})
class FileResource {

    private final VersionService versions;

    FileResource(VersionService versions) {
        this.versions = versions;
    }

    @GET
    public Uni<Response> get(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("ref") String ref,
            @PathParam("path") String path,
            @HeaderParam("Range") @Nullable String range,
            @HeaderParam("If-Range") @Nullable String ifRange,
            @Context Request request,
            @Context HttpServerResponse response) {
        return versions.file(new ModelName(namespace, name), ref, path)
                .map(file -> send(file, range, ifRange, request, response));
    }

    @HEAD
    public Uni<Response> head(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("ref") String ref,
            @PathParam("path") String path) {
        return versions.file(new ModelName(namespace, name), ref, path)
                .map(file -> described(Response.ok(), file)
                        .header(HttpHeaders.CONTENT_LENGTH, file.size())
                        .build());
    }

    private static Response send(
            StoredFile file,
            @Nullable String range,
            @Nullable String ifRange,
            Request request,
            HttpServerResponse response) {
        Response.ResponseBuilder unchanged =
                request.evaluatePreconditions(new EntityTag(file.digest().value()));
        if (unchanged != null) {
            return described(unchanged, file).build();
        }
        boolean sameFile = ifRange == null || ifRange.equals("\"" + file.digest() + "\"");
        ByteRange part = ByteRange.parse(sameFile ? range : null, file.size());
        if (part == null) {
            response.putHeader("Content-Range", "bytes */" + file.size());
            throw PlatformException.at(
                    ErrorCode.RANGE_NOT_SATISFIABLE,
                    "Range",
                    "the file has " + file.size() + " bytes; ask within them");
        }
        Response.ResponseBuilder answer = described(Response.status(part.partial() ? 206 : 200), file)
                .entity(new PathPart(file.path(), part.first(), part.count()));
        if (part.partial()) {
            answer.header("Content-Range", part.contentRange());
        }
        return answer.build();
    }

    private static Response.ResponseBuilder described(Response.ResponseBuilder answer, StoredFile file) {
        return answer.type(MediaType.APPLICATION_OCTET_STREAM_TYPE)
                .tag(file.digest().value())
                .header("Accept-Ranges", "bytes");
    }
}
