package kr.hangil.portal.keys;

import jakarta.ws.rs.BeanParam;
import java.util.List;
import java.util.Map;
import kr.hangil.portal.frame.Typed;
import kr.hangil.portal.limits.LimitsFields;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** The fields of {@link KeyForm} as they come. */
final class KeyFields {

    @RestForm
    @Nullable
    String tag;

    @RestForm
    @Nullable
    String name;

    @RestForm
    @Nullable
    String project;

    @RestForm
    @Nullable
    List<String> models;

    @RestForm
    @Nullable
    String expiry;

    @RestForm
    @Nullable
    List<String> operations;

    @RestForm
    @Nullable
    List<String> regions;

    @RestForm
    @Nullable
    String addresses;

    @BeanParam
    LimitsFields limits = new LimitsFields();

    /** @param usual expiry where none of the choices came */
    KeyForm form(Expiry usual) {
        return new KeyForm(
                null,
                Typed.text(tag),
                Typed.text(name),
                Typed.text(project),
                orNone(models),
                Expiry.of(expiry).orElse(usual),
                new KeyForm.Scope(orNone(operations), orNone(regions), Typed.text(addresses), limits.form()),
                Map.of());
    }

    private static List<String> orNone(@Nullable List<String> ticked) {
        return ticked == null ? List.of() : ticked;
    }
}
