package kr.hangil.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser without a screen: keeps cookies, follows redirects, fills in Keycloak's sign-in page. */
final class Visitor {

    static final String SESSION = "q_session";

    private static final Pattern ACTION = Pattern.compile("<form[^>]*action=\"([^\"]+)\"");
    private static final Pattern SECURE = Pattern.compile(";\\s*secure", Pattern.CASE_INSENSITIVE);
    private static final Pattern CSRF = Pattern.compile("name=\"csrf-token\" value=\"([^\"]+)\"");

    private final URI base;
    private final CookieManager cookies = new LocalCookies();
    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private String language = "ko";

    /** As browsers do for localhost, sends secure cookies without TLS; the JDK does not. */
    private static final class LocalCookies extends CookieManager {
        LocalCookies() {
            super(null, CookiePolicy.ACCEPT_ALL);
        }

        @Override
        public void put(URI uri, Map<String, List<String>> headers) throws IOException {
            Map<String, List<String>> relaxed = new HashMap<>(headers);
            relaxed.replaceAll((name, values) -> values.stream()
                    .map(value -> SECURE.matcher(value).replaceAll(""))
                    .toList());
            super.put(uri, relaxed);
        }
    }

    Visitor(URI base) {
        this.base = base;
    }

    Visitor speaking(String acceptLanguage) {
        language = acceptLanguage;
        return this;
    }

    /** Opens a page, is sent to Keycloak, signs in there and is sent back. */
    HttpResponse<String> signIn(String path, String username, String password) {
        HttpResponse<String> page = get(path);
        for (int step = 0; step < 3 && page.uri().getPath().startsWith("/realms/"); step++) {
            page = follow(send(form(keycloakForm(page), Map.of("username", username, "password", password))));
        }
        assertThat(page.uri().getAuthority()).as(page.body()).isEqualTo(base.getAuthority());
        return page;
    }

    /** As a click on a link does, redirects followed. */
    HttpResponse<String> get(String path) {
        return follow(send(request(base.resolve(path)).GET()));
    }

    /** As {@link #get}, with extra headers and without following. */
    HttpResponse<String> getRaw(String path, String... headers) {
        HttpRequest.Builder request = request(base.resolve(path)).GET();
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    /** As pressing a button of a form does, with the token the page {@code on} gave, redirects followed. */
    HttpResponse<String> submit(HttpResponse<String> on, String path, Map<String, String> fields) {
        return follow(send(form(base.resolve(path), with(fields, csrf(on)))));
    }

    /** A POST as it is, nothing added and nothing followed. */
    HttpResponse<String> postRaw(String path, Map<String, String> fields) {
        return send(form(base.resolve(path), fields));
    }

    /** A POST of JSON, as a script of the page {@code on} makes it. */
    HttpResponse<String> postJson(HttpResponse<String> on, String path, String body) {
        return send(request(base.resolve(path))
                .header("content-type", "application/json")
                .setHeader("accept", "application/json, */*;q=0.5")
                .header("x-requested-with", "XMLHttpRequest")
                .header("x-csrf-token", csrf(on))
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    static String csrf(HttpResponse<String> page) {
        Matcher matcher = CSRF.matcher(page.body());
        assertThat(matcher.find()).as("a form on " + page.uri()).isTrue();
        return matcher.group(1);
    }

    List<HttpCookie> cookies() {
        return cookies.getCookieStore().getCookies();
    }

    Optional<HttpCookie> cookie(String name) {
        return cookies().stream()
                .filter(cookie -> cookie.getName().equals(name))
                .findFirst();
    }

    /** Replaces the value of a cookie, as a forger does. */
    void forge(String name, String value) {
        HttpCookie forged = new HttpCookie(name, value);
        forged.setPath("/");
        forged.setVersion(0);
        cookie(name).ifPresent(old -> cookies.getCookieStore().remove(base, old));
        cookies.getCookieStore().add(base, forged);
    }

    private HttpResponse<String> follow(HttpResponse<String> response) {
        HttpResponse<String> current = response;
        for (int hop = 0; hop < 12 && current.statusCode() / 100 == 3; hop++) {
            String location = current.headers().firstValue("location").orElseThrow();
            current = send(request(current.uri().resolve(location)).GET());
        }
        return current;
    }

    private HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .header("accept-language", language)
                .setHeader("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    }

    private HttpRequest.Builder form(URI uri, Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
        return request(uri)
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static Map<String, String> with(Map<String, String> fields, String csrf) {
        Map<String, String> all = new HashMap<>(fields);
        all.put("csrf-token", csrf);
        return all;
    }

    private static URI keycloakForm(HttpResponse<String> page) {
        Matcher matcher = ACTION.matcher(page.body());
        assertThat(matcher.find()).as("a sign-in form: " + page.body()).isTrue();
        return page.uri().resolve(matcher.group(1).replace("&amp;", "&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
