package kr.hangil.portal.standin;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import kr.hangil.contracts.error.ErrorCode;

/** The gateway's projects, the same for every tenant; the name {@code forbidden} may not be given. */
final class Projects {

    private final NavigableMap<String, JsonObject> projects = new ConcurrentSkipListMap<>();

    void forget() {
        projects.clear();
    }

    void plant(String id, String name) {
        projects.put(id, new JsonObject().put("id", id).put("name", name).put("createdAt", "2026-11-01T00:00:00Z"));
    }

    void routes(Router router) {
        String projectsPath = "/manage/v1/tenants/:tenant/projects";
        router.get(projectsPath).handler(this::list);
        router.post(projectsPath).handler(this::create);
        router.get(projectsPath + "/:project").handler(this::one);
        router.put(projectsPath + "/:project").handler(this::rename);
    }

    private void list(RoutingContext context) {
        int limit = Integer.parseInt(context.request().getParam("limit", "50"));
        List<JsonObject> rest = projects.tailMap(context.request().getParam("after", ""), false).values().stream()
                .toList();
        JsonArray data = new JsonArray(rest.stream().limit(limit).toList());
        String next = rest.size() > limit ? rest.get(limit - 1).getString("id") : null;
        StandIn.page(context, data, next);
    }

    private void create(RoutingContext context) {
        JsonObject body = requireNonNull(context.body().asJsonObject());
        if (projects.containsKey(body.getString("id"))) {
            StandIn.refuse(context, ErrorCode.CONFLICT, "the project exists with another name", "id");
        } else if (isRefused(context, body)) {
            return;
        } else {
            plant(body.getString("id"), body.getString("name"));
            StandIn.json(context, 201, projects.get(body.getString("id")));
        }
    }

    private void one(RoutingContext context) {
        JsonObject project = projects.get(context.pathParam("project"));
        if (project == null) {
            StandIn.refuse(context, ErrorCode.NOT_FOUND, "no such project", "project");
        } else {
            StandIn.json(context, 200, project);
        }
    }

    private void rename(RoutingContext context) {
        JsonObject body = requireNonNull(context.body().asJsonObject());
        if (!isRefused(context, body)) {
            plant(requireNonNull(context.pathParam("project")), body.getString("name"));
            one(context);
        }
    }

    private static boolean isRefused(RoutingContext context, JsonObject body) {
        boolean refused = body.getString("name").equals("forbidden");
        if (refused) {
            StandIn.refuse(context, ErrorCode.PERMISSION_DENIED, "this takes an OWNER or ADMIN", null);
        }
        return refused;
    }
}
