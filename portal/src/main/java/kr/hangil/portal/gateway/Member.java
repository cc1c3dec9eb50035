package kr.hangil.portal.gateway;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who belongs to a tenant.
 *
 * @param subject Keycloak's id of the person
 * @param role what the person may do
 * @param email null where unknown
 * @param name null where unknown
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Member(
        String subject,
        Tenant.Role role,
        @Nullable String email,
        @Nullable String name) {

    /** Name to show: full name, else e-mail address, else subject. */
    public String label() {
        if (name != null && !name.isBlank()) {
            return name;
        }
        return email == null ? subject : email;
    }

    /** First character of {@link #label()}. */
    public String initial() {
        return Character.toString(label().codePointAt(0));
    }
}
