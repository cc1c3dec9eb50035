package kr.hangil.portal.keys;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import kr.hangil.contracts.page.Page;
import kr.hangil.portal.frame.View;
import kr.hangil.portal.gateway.CreatedKey;
import kr.hangil.portal.gateway.GatewayService;
import kr.hangil.portal.gateway.Tenant;
import kr.hangil.portal.upstream.Part;
import kr.hangil.portal.upstream.Service;
import org.jspecify.annotations.Nullable;

/** Gathers what the pages of keys show. */
@ApplicationScoped
class KeyPages {

    private static final int PAGE_SIZE = 20;
    private static final int MOST_PROJECTS = 200;

    private final GatewayService gateway;
    private final Clock clock;

    KeyPages(GatewayService gateway, Clock clock) {
        this.gateway = gateway;
        this.clock = clock;
    }

    /** The list, from its start, with a blank form. */
    Uni<KeysPage> list(View view, @Nullable CreatedKey created) {
        return list(view, KeyForm.blank(), created, null);
    }

    Uni<KeysPage> list(View view, KeyForm form, @Nullable CreatedKey created, @Nullable String after) {
        String tenant = view.tenantId();
        return Uni.combine()
                .all()
                .unis(Part.ask(Service.GATEWAY, gateway.keys(tenant, PAGE_SIZE, after)), choices(tenant))
                .with((keys, choices) ->
                        new KeysPage(keys, choices, form, created, after == null, mayCreate(view), clock.instant()));
    }

    /** The key that {@code form} changes. */
    Uni<KeyPage> one(View view, KeyForm form, boolean saved) {
        return choices(view.tenantId()).map(choices -> new KeyPage(form, choices, mayCreate(view), saved));
    }

    private Uni<KeyChoices> choices(String tenant) {
        return Uni.combine()
                .all()
                .unis(
                        Part.ask(Service.GATEWAY, gateway.models(tenant)),
                        Part.ask(Service.GATEWAY, gateway.regions()),
                        Part.ask(
                                Service.GATEWAY,
                                gateway.projects(tenant, MOST_PROJECTS, null).map(Page::data)))
                .with(KeyChoices::new);
    }

    private static boolean mayCreate(View view) {
        Tenant tenant = view.tenant();
        Tenant.Role role = tenant == null ? null : tenant.role();
        return role != Tenant.Role.VIEWER && role != Tenant.Role.BILLING;
    }
}
