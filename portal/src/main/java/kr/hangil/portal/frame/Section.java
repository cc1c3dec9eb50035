package kr.hangil.portal.frame;

import io.quarkus.qute.TemplateEnum;
import kr.hangil.portal.gateway.Tenant;

/** The page areas of a tenant, in the order of the navigation. */
@TemplateEnum
public enum Section {
    OVERVIEW(""),
    KEYS("/keys"),
    PROJECTS("/projects"),
    USAGE("/usage"),
    PLAYGROUND("/playground"),
    BUDGETS("/budgets"),
    CREDITS("/credits"),
    INVOICES("/invoices"),
    PROFILE("/billing-profile"),
    POLICY("/policy"),
    MEMBERS("/members"),
    AUDIT("/audit");

    private final String suffix;

    Section(String suffix) {
        this.suffix = suffix;
    }

    /** Address of the area's page for {@code tenant}. */
    public String path(String tenant) {
        return "/t/" + tenant + suffix;
    }

    /** Whether the person's role in {@code tenant} opens it, as far as we know: the service that is asked has the last word. */
    public boolean isOpenIn(Tenant tenant) {
        return switch (this) {
            case BUDGETS, INVOICES, PROFILE -> tenant.mayManageMoney();
            case AUDIT -> tenant.mayManage();
            default -> true;
        };
    }

    /** Stable name for tests and style sheets, for example {@code keys}. */
    public String id() {
        return Choice.name(this);
    }
}
