package kr.hangil.billing.profile;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import kr.hangil.billing.database.Columns;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Supplier and buyers. */
@ApplicationScoped
public class Parties {

    private static final String FIND = "SELECT * FROM billing_profile WHERE tenant = $1";

    private static final String KEEP = """
            INSERT INTO billing_profile (tenant, registration_number, corporate_number, name, representative, address,
                business_type, business_item, email, changed_by, changed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (tenant) DO UPDATE SET registration_number = EXCLUDED.registration_number,
                corporate_number = EXCLUDED.corporate_number, name = EXCLUDED.name,
                representative = EXCLUDED.representative, address = EXCLUDED.address,
                business_type = EXCLUDED.business_type, business_item = EXCLUDED.business_item,
                email = EXCLUDED.email, changed_by = EXCLUDED.changed_by, changed_at = EXCLUDED.changed_at
            """;

    private final SupplierConfig config;

    Parties(SupplierConfig config) {
        this.config = config;
    }

    /** @throws PlatformException {@code unprocessable} naming the key that is missing or wrong */
    public Party supplier() {
        String registration = required("registration-number", config.registrationNumber());
        if (!RegistrationNumbers.isBusiness(registration)) {
            throw new PlatformException(
                    ErrorCode.UNPROCESSABLE, "hangil.billing.supplier.registration-number is no valid number");
        }
        return new Party(
                RegistrationNumbers.digits(registration),
                config.corporateNumber().map(RegistrationNumbers::digits).orElse(null),
                required("name", config.name()),
                required("representative", config.representative()),
                required("address", config.address()),
                required("business-type", config.businessType()),
                required("business-item", config.businessItem()),
                required("email", config.email()));
    }

    /** The tenant's billing profile. */
    public Uni<Optional<Party>> buyer(SqlConnection connection, String tenant) {
        return connection
                .preparedQuery(FIND)
                .execute(Tuple.of(tenant))
                .map(rows -> Columns.list(rows, Parties::party).stream().findFirst());
    }

    Uni<Void> keep(SqlConnection connection, String tenant, Party party, String by, Instant now) {
        Tuple values = Tuple.tuple()
                .addString(tenant)
                .addString(party.registrationNumber())
                .addString(party.corporateNumber())
                .addString(party.name())
                .addString(party.representative())
                .addString(party.address())
                .addString(party.businessType())
                .addString(party.businessItem())
                .addString(party.email())
                .addString(by)
                .addOffsetDateTime(Columns.timestamp(now));
        return connection.preparedQuery(KEEP).execute(values).replaceWithVoid();
    }

    /**
     * {@code party} with its numbers as digits.
     *
     * @throws PlatformException {@code invalid_request} for a number whose check digit is wrong
     */
    static Party checked(Party party) {
        if (!RegistrationNumbers.isBusiness(party.registrationNumber())) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST,
                    "registrationNumber",
                    "registrationNumber is no 사업자등록번호: ten digits, the last one a check digit");
        }
        String corporate = party.corporateNumber();
        if (corporate != null && !RegistrationNumbers.isCorporate(corporate)) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST,
                    "corporateNumber",
                    "corporateNumber is no 법인등록번호: thirteen digits, the last one a check digit");
        }
        return new Party(
                RegistrationNumbers.digits(party.registrationNumber()),
                digitsOrNull(corporate),
                party.name(),
                party.representative(),
                party.address(),
                party.businessType(),
                party.businessItem(),
                party.email());
    }

    private static @Nullable String digitsOrNull(@Nullable String number) {
        return number == null ? null : RegistrationNumbers.digits(number);
    }

    private static String required(String key, Optional<String> value) {
        return value.orElseThrow(() -> new PlatformException(
                ErrorCode.UNPROCESSABLE, "nothing can be invoiced without hangil.billing.supplier." + key));
    }

    private static Party party(Row row) {
        return new Party(
                row.getString("registration_number"),
                row.getString("corporate_number"),
                row.getString("name"),
                row.getString("representative"),
                row.getString("address"),
                row.getString("business_type"),
                row.getString("business_item"),
                row.getString("email"));
    }
}
