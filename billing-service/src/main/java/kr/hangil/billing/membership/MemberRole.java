package kr.hangil.billing.membership;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a member may do, as the gateway keeps it. */
enum MemberRole {
    OWNER(true),
    ADMIN(true),
    BILLING(true),
    DEVELOPER(false),
    VIEWER(false);

    private final boolean managesMoney;

    MemberRole(boolean managesMoney) {
        this.managesMoney = managesMoney;
    }

    /** The role of this name; the least one for a name that is not known here. */
    static MemberRole of(@Nullable String name) {
        return Arrays.stream(values())
                .filter(role -> role.name().equals(name))
                .findFirst()
                .orElse(VIEWER);
    }

    /** Whether it may set budgets and see what others may not of credit and invoices. */
    boolean managesMoney() {
        return managesMoney;
    }
}
