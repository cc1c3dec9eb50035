package kr.hangil.billing.alert;

import jakarta.enterprise.context.ApplicationScoped;

/** What ways of telling there are here. */
@ApplicationScoped
public class AlertChannels {

    private final AlertConfig config;

    AlertChannels(AlertConfig config) {
        this.config = config;
    }

    public boolean sendsMail() {
        return config.mailFrom().isPresent();
    }

    /** Whether a webhook may do without TLS. */
    public boolean allowsPlainHttp() {
        return config.allowPrivateAddresses();
    }
}
