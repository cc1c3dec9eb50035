import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/** One gateway that delivers: batches of 500, a fifth of them events that it delivered before. */
final class Gateway implements Runnable {

    static final int BATCH = 500;
    static final int AGAIN = BATCH / 5;
    static final int MODELS = 3;
    static final int TENANTS = 20;

    private static final int KEYS = 4;
    private static final Pattern VERDICT = Pattern.compile("\"verdict\":\"(\\w+)\"");

    private final Billing billing;
    private final String source;
    private final long until;
    private final Random random;
    private final List<String> sent = new ArrayList<>();
    private int serial;

    long accepted;
    long duplicates;
    long others;
    long promptTokens;
    final List<Double> acknowledged = new ArrayList<>();
    Exception failure;

    Gateway(Billing billing, String source, long until) {
        this.billing = billing;
        this.source = source;
        this.until = until;
        this.random = new Random(source.hashCode());
    }

    @Override
    public void run() {
        try {
            while (System.nanoTime() < until) {
                deliver();
            }
        } catch (Exception e) {
            failure = e;
        }
    }

    private void deliver() throws Exception {
        List<String> batch = new ArrayList<>(BATCH);
        int again = sent.isEmpty() ? 0 : AGAIN;
        for (int i = 0; i < again; i++) {
            batch.add(sent.get(random.nextInt(sent.size())));
        }
        List<String> fresh = new ArrayList<>();
        while (batch.size() < BATCH) {
            String event = event();
            batch.add(event);
            fresh.add(event);
        }
        for (String event : fresh.subList(0, AGAIN)) {
            if (sent.size() < 20 * AGAIN) {
                sent.add(event);
            } else {
                sent.set(random.nextInt(sent.size()), event);
            }
        }
        Collections.shuffle(batch, random);
        byte[] body = ("[" + String.join(",", batch) + "]").getBytes(StandardCharsets.UTF_8);
        long start = System.nanoTime();
        String answer = billing.call("POST", "/v1/usage/events", "application/cloudevents-batch+json", body);
        acknowledged.add((System.nanoTime() - start) / 1e6);
        var verdicts = VERDICT.matcher(answer);
        while (verdicts.find()) {
            switch (verdicts.group(1)) {
                case "accepted" -> accepted++;
                case "duplicate" -> duplicates++;
                default -> others++;
            }
        }
    }

    private String event() {
        int tenant = random.nextInt(TENANTS);
        int key = random.nextInt(KEYS);
        int prompt = 20 + random.nextInt(2000);
        promptTokens += prompt;
        Instant now = Instant.now();
        String request = "req_" + source + "_" + serial++;
        return """
                {"specversion":"1.0","type":"kr.hangil.usage.v1","source":"/regions/kr-ulsan/gateways/%s","id":"%s:1:tokens",\
                "subject":"bench-%d","time":"%s","datacontenttype":"application/json","data":{"requestId":"%s",\
                "tenant":"bench-%d","project":"p%d","keyId":"key_bench_%d_%d","operation":"chat","servedModel":"bench-%d",\
                "modelDigest":"sha256:%064x","deployment":"d1","replica":"r%d","region":"kr-ulsan","promptTokens":%d,\
                "cachedPromptTokens":%d,"completionTokens":%d,"reasoningTokens":0,"outcome":"completed","estimated":false,\
                "startedAt":"%s","ttftMillis":87,"durationMillis":1234}}"""
                .formatted(source, request, tenant, now, request, tenant, key % 2, tenant, key, tenant % MODELS, tenant % MODELS,
                        key, prompt, prompt / 4, 10 + random.nextInt(500), now);
    }
}
