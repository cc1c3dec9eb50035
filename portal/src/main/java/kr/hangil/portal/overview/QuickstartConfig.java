package kr.hangil.portal.overview;

import io.smallrye.config.ConfigMapping;

/** What the first-call examples say. */
@ConfigMapping(prefix = "hangil.portal.quickstart")
interface QuickstartConfig {

    /** The OpenAI base URL that apps use, as they reach it; {@code HANGIL_GATEWAY_PUBLIC_URL} and {@code /v1}. */
    String baseUrl();
}
