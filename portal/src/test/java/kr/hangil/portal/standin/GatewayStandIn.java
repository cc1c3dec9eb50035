package kr.hangil.portal.standin;

import static java.util.Objects.requireNonNull;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import kr.hangil.contracts.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's control plane and chat, in memory. A message that says {@code slow} is answered one token every 50 ms
 * without end, {@code refuse} with a context overflow, {@code break} with a stream that ends without its last event.
 */
public final class GatewayStandIn extends StandIn {

    private static final Map<String, String> TENANTS = Map.of("narae", "나래소프트", "miru", "미루연구소");

    private final AtomicInteger cancelled = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final List<JsonObject> chats = new CopyOnWriteArrayList<>();

    private volatile String role = "OWNER";

    // Made by routes, which runs before any initializer of this class.
    private @Nullable Keys keys;
    private @Nullable Projects projects;
    private @Nullable Control control;

    @Override
    String audience() {
        return "gateway-service";
    }

    /** The role everyone but operators has from now on. */
    public void role(String given) {
        role = given;
    }

    @Override
    public void mend() {
        super.mend();
        role = "OWNER";
        keys().forget();
        projects().forget();
        control().forget();
    }

    /** The tenant decides, as if somebody else had put it. */
    public void decide(JsonObject policy) {
        control().decide(policy);
    }

    /** The platform decides. */
    public void impose(JsonObject layer) {
        control().impose(layer);
    }

    /** What was decided last, as it was put. */
    public JsonObject decided() {
        return control().decided();
    }

    /** Adds an entry to the audit trail. */
    public void audited(String action, String target, JsonObject detail) {
        control().entry(action, target, detail);
    }

    /** Has verification find an entry that was changed. */
    public void breakTrail(long at) {
        control().breakTrail(at);
    }

    private Keys keys() {
        return requireNonNull(keys);
    }

    private Projects projects() {
        return requireNonNull(projects);
    }

    private Control control() {
        return requireNonNull(control);
    }

    /** Streams whose reader left before their end. */
    public int cancelled() {
        return cancelled.get();
    }

    /** Streams that are being written. */
    public int open() {
        return open.get();
    }

    /** The chats asked for, oldest first. */
    public List<JsonObject> chats() {
        return List.copyOf(chats);
    }

    /** Forgets the keys of a tenant. */
    public void forgetKeys(String tenant) {
        keys().forget(tenant);
    }

    /** Puts a key in the list as if somebody had made it. */
    public void plant(String tenant, JsonObject key) {
        keys().plant(tenant, key);
    }

    /** The key with this id as it is now. */
    public JsonObject key(String tenant, String id) {
        return keys().one(tenant, id);
    }

    /** Has a project as if somebody had made it. */
    public void project(String id, String name) {
        projects().plant(id, name);
    }

    @Override
    void routes(Router router) {
        router.route().handler(BodyHandler.create(false));
        router.get("/manage/v1/tenants").handler(this::tenants);
        router.get("/manage/v1/tenants/:tenant/members").handler(this::members);
        router.get("/manage/v1/regions").handler(this::regions);
        Keys madeKeys = new Keys();
        keys = madeKeys;
        madeKeys.routes(router);
        Projects madeProjects = new Projects();
        projects = madeProjects;
        madeProjects.routes(router);
        Control madeControl = new Control();
        control = madeControl;
        madeControl.routes(router);
        router.get("/v1/models").handler(this::models);
        router.post("/v1/chat/completions").handler(this::chat);
    }

    private void tenants(RoutingContext context) {
        Caller caller = callerOf(context);
        JsonArray data = new JsonArray();
        TENANTS.keySet().stream()
                .sorted()
                .filter(id -> caller.operator() || caller.organizations().contains(id))
                .forEach(id -> data.add(new JsonObject()
                        .put("id", id)
                        .put("name", TENANTS.get(id))
                        .put("createdAt", "2026-11-01T00:00:00Z")
                        .put("role", caller.operator() ? null : role)));
        page(context, data, null);
    }

    private void members(RoutingContext context) {
        page(
                context,
                new JsonArray()
                        .add(member(
                                callerOf(context).subject(),
                                "OWNER",
                                callerOf(context).email(),
                                "하늘"))
                        .add(member("b", "DEVELOPER", "bada@narae.example", "바다"))
                        .add(member("c", "BILLING", "dal@narae.example", null)),
                null);
    }

    private static JsonObject member(String subject, String role, String email, @Nullable String name) {
        return new JsonObject()
                .put("subject", subject)
                .put("role", role)
                .put("email", email)
                .put("name", name)
                .put("createdAt", "2026-11-01T00:00:00Z");
    }

    private void regions(RoutingContext context) {
        page(
                context,
                new JsonArray()
                        .add(new JsonObject().put("id", "kr-ulsan").put("routes", 1))
                        .add(new JsonObject().put("id", "kr-seoul").put("routes", 2)),
                null);
    }

    private void models(RoutingContext context) {
        json(
                context,
                200,
                new JsonObject()
                        .put("object", "list")
                        .put(
                                "data",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("id", "hangil-mini")
                                                .put("object", "model")
                                                .put("owned_by", "hangil"))
                                        .add(new JsonObject()
                                                .put("id", "skt/A.X-4.0-Light")
                                                .put("object", "model"))));
    }

    private void chat(RoutingContext context) {
        JsonObject body = requireNonNull(context.body().asJsonObject());
        chats.add(body.copy().put("tenant", context.request().getHeader("x-hangil-tenant")));
        JsonArray messages = body.getJsonArray("messages");
        String last = messages.getJsonObject(messages.size() - 1).getString("content");
        if (last.contains("refuse")) {
            refuse(
                    context,
                    ErrorCode.CONTEXT_LENGTH_EXCEEDED,
                    "the prompt has 9000 tokens, the model reads 2048",
                    "messages");
            return;
        }
        HttpServerResponse response =
                context.response().setChunked(true).putHeader("content-type", "text/event-stream");
        boolean slow = last.contains("slow");
        boolean broken = last.contains("break");
        open.incrementAndGet();
        context.addEndHandler(over -> open.decrementAndGet());
        response.closeHandler(closed -> {
            if (!response.ended()) {
                cancelled.incrementAndGet();
            }
        });
        List<String> words = List.of("대한", "민국의 ", "수도는 ", "서울", "입니다", ".");
        AtomicInteger next = new AtomicInteger();
        context.vertx().setPeriodic(50, timer -> {
            if (response.closed()) {
                context.vertx().cancelTimer(timer);
                return;
            }
            int i = next.getAndIncrement();
            if (slow || i < words.size()) {
                response.write(chunk(words.get(i % words.size()), null));
                return;
            }
            context.vertx().cancelTimer(timer);
            if (broken) {
                response.end();
                return;
            }
            response.write(chunk(null, "stop"));
            response.write(": ping\n\n");
            response.write("data: "
                    + new JsonObject()
                            .put("choices", new JsonArray())
                            .put(
                                    "usage",
                                    new JsonObject()
                                            .put("prompt_tokens", 21)
                                            .put("completion_tokens", 6)
                                            .put("total_tokens", 27))
                            .encode()
                    + "\n\n");
            response.end("data: [DONE]\n\n");
        });
    }

    private static String chunk(@Nullable String text, @Nullable String finish) {
        JsonObject choice = new JsonObject()
                .put("index", 0)
                .put("delta", text == null ? new JsonObject() : new JsonObject().put("content", text))
                .put("finish_reason", finish);
        return "data: "
                + new JsonObject().put("choices", new JsonArray().add(choice)).encode() + "\n\n";
    }
}
