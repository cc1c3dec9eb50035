package kr.hangil.billing.alert;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Mails alerts, in Korean and then in English. */
@ApplicationScoped
class AlertMailer {

    private final ReactiveMailer mailer;
    private final AlertConfig config;

    AlertMailer(ReactiveMailer mailer, AlertConfig config) {
        this.mailer = mailer;
        this.config = config;
    }

    Uni<Void> send(String to, BudgetAlert alert) {
        String from = config.mailFrom().orElseThrow(() -> new IllegalStateException("no mail is sent here"));
        return mailer.send(Mail.withText(to, subject(alert), text(alert)).setFrom(from));
    }

    static String subject(BudgetAlert alert) {
        return "[한길] %s 예산 %d%% 도달".formatted(alert.tenant(), alert.threshold());
    }

    static String text(BudgetAlert alert) {
        String whose = alert.scopeId() == null ? alert.tenant() : alert.scope() + " " + alert.scopeId();
        return """
                %s의 예산이 한도 %,d원의 %d%%에 도달했습니다. 지금까지 사용한 금액은 %s원(부가세 별도)입니다.%s

                The %s budget of %s reached %d %% of its limit of %,d won; %s won are spent, VAT excluded.
                """.formatted(
                        whose,
                        alert.limitWon(),
                        alert.threshold(),
                        alert.spent(),
                        alert.hard() ? "\n한도에 이르면 요청이 거절됩니다." : "",
                        alert.period().equals("day") ? "daily" : "monthly",
                        whose,
                        alert.threshold(),
                        alert.limitWon(),
                        alert.spent());
    }
}
