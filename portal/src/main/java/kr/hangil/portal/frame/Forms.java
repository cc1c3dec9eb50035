package kr.hangil.portal.frame;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;
import java.util.function.BiFunction;
import java.util.function.Function;
import kr.hangil.platform.request.RequestIds;

/** What becomes of a form that somebody sends. */
public final class Forms {

    private Forms() {}

    /**
     * Sends {@code form} where nothing is wrong with it, and shows it again where something is, before or after it was sent.
     *
     * @param view of the page that the form is on
     * @param send sends it, and answers with what came of it
     * @param correct the form with what a failure says is wrong
     * @param showAgain answers with the form
     */
    public static <F extends CheckedForm> Uni<Response> submit(
            View view,
            F form,
            Function<F, Uni<Response>> send,
            BiFunction<F, FormFailure, F> correct,
            Function<F, Uni<Response>> showAgain) {
        if (!form.isFine()) {
            return showAgain.apply(form);
        }
        String requestId = RequestIds.current();
        return send.apply(form)
                .onFailure()
                .recoverWithUni(failure -> showAgain.apply(
                        correct.apply(form, FormFailure.of(failure, form.fields(), view.language(), requestId))));
    }
}
