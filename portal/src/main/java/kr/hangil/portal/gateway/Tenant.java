package kr.hangil.portal.gateway;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * A tenant the person may look at.
 *
 * @param id alias of the Keycloak organization
 * @param name what people call it
 * @param role the person's role in it; null for an operator who is no member
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Tenant(String id, String name, @Nullable Role role) {

    /** What a member may do. */
    public enum Role {
        OWNER,
        ADMIN,
        BILLING,
        DEVELOPER,
        VIEWER
    }

    /** Whether billing may be asked about money; billing has the last word where the role is not known. */
    public boolean mayManageMoney() {
        return role != Role.DEVELOPER && role != Role.VIEWER;
    }

    /** Whether members, policy and other people's keys are theirs to change; the gateway has the last word. */
    public boolean mayManage() {
        return role == null || role == Role.OWNER || role == Role.ADMIN;
    }

    /** A tenant known only by its id, when the gateway cannot be asked. */
    public static Tenant named(String id) {
        return new Tenant(id, id, null);
    }
}
