package kr.hangil.portal.frame;

import io.quarkus.qute.TemplateInstance;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import kr.hangil.portal.gateway.Tenant;
import org.jspecify.annotations.Nullable;

/**
 * What a page shows around its content.
 *
 * @param language language of the page
 * @param path address of the page with its query, for coming back to it
 * @param csrf token for the page's forms; null on a page that cannot have one
 * @param person who is signed in; null where nobody is
 * @param tenant the tenant in view; null on pages of no tenant
 * @param tenants those the person may look at
 * @param section the area in view; null on pages of no area
 */
public record View(
        Language language,
        String path,
        @Nullable String csrf,
        @Nullable Person person,
        @Nullable Tenant tenant,
        List<Tenant> tenants,
        @Nullable Section section) {

    public View {
        tenants = List.copyOf(tenants);
    }

    /**
     * Who is signed in.
     *
     * @param name to address the person with
     * @param email empty where unknown
     */
    public record Person(String name, String email) {

        /** First character of the name. */
        public String initial() {
            return Initials.of(name);
        }
    }

    /** Address of our style sheet. */
    public String css() {
        return Assets.CSS;
    }

    /** Address of our script. */
    public String js() {
        return Assets.JS;
    }

    /** Address of htmx, served by us. */
    public String htmx() {
        return Assets.HTMX;
    }

    /** Address of our icon. */
    public String icon() {
        return Assets.ICON;
    }

    public Formats formats() {
        return new Formats(language);
    }

    /** The areas the person may open, in the order of the navigation. */
    public List<Section> sections() {
        return Arrays.stream(Section.values()).filter(this::mayOpen).toList();
    }

    /** Whether the person's role opens {@code area}. */
    public boolean mayOpen(Section area) {
        return tenant != null && area.isOpenIn(tenant);
    }

    /** Whether members, policy, projects and other people's keys are theirs to change. */
    public boolean mayManage() {
        return tenant != null && tenant.mayManage();
    }

    /** The language the switch offers. */
    public Language other() {
        return language == Language.KO ? Language.EN : Language.KO;
    }

    /** Id of the tenant in view. */
    public String tenantId() {
        if (tenant == null) {
            throw new IllegalStateException("this page has no tenant");
        }
        return tenant.id();
    }

    /** Address of an area of the tenant in view. */
    public String to(Section area) {
        return area.path(tenantId());
    }

    /** {@code template}, set in this page's language. */
    public TemplateInstance render(TemplateInstance template) {
        return template.setLocale(locale());
    }

    /** The texts of {@code bundle} in this page's language. */
    public <T> T messages(Class<T> bundle) {
        return language.messages(bundle);
    }

    private Locale locale() {
        return language.locale();
    }
}
