package kr.hangil.portal.gateway;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/**
 * A project of a tenant: keys are grouped by it, and usage is told apart by it.
 *
 * @param id never changes
 * @param name for people
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Project(String id, String name, Instant createdAt) {

    /** What an id looks like: 3 to 32 lower-case letters, digits and dashes. */
    public static final String ID = "[a-z][a-z0-9-]{1,30}[a-z0-9]";

    /** Most characters of a name. */
    public static final int LONGEST_NAME = 80;
}
