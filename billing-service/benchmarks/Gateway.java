import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One gateway that delivers: batches of 500, a fifth of them events that it delivered before; each as soon as the one before is
 * acknowledged, or at a pace.
 */
final class Gateway implements Runnable {

    static final int BATCH = 500;
    static final int AGAIN = BATCH / 5;
    static final int MODELS = 3;
    static final int TENANTS = 20;

    private static final int KEYS = 4;
    private static final List<String> DIGESTS =
            IntStream.range(0, MODELS).mapToObj("sha256:%064x"::formatted).toList();
    private static final HexFormat HEX = HexFormat.of();
    private static final String VERDICT = "\"verdict\":\"";

    private final Billing billing;
    private final String source;
    private final long until;
    private final long pace;
    private final Random random;
    private final byte[][][] known;
    private final ByteBuffer out = ByteBuffer.allocate(1 << 20);
    private final List<byte[]> sent = new ArrayList<>();
    private int serial;

    long accepted;
    long duplicates;
    long others;
    long promptTokens;
    final List<Double> acknowledged = new ArrayList<>();
    Exception failure;

    /** @param pace nanoseconds from the beginning of one batch to that of the next; 0 for none */
    Gateway(Billing billing, String source, long until, long pace) {
        this.billing = billing;
        this.source = source;
        this.until = until;
        this.pace = pace;
        this.random = new Random(source.hashCode());
        this.known = IntStream.range(0, TENANTS * KEYS)
                .mapToObj(i -> known(i / KEYS, i % KEYS))
                .toArray(byte[][][]::new);
    }

    @Override
    public void run() {
        try {
            long first = System.nanoTime() + (long) (random.nextDouble() * pace);
            for (long due = first; System.nanoTime() < until; due += pace) {
                deliver(due);
            }
        } catch (Exception e) {
            failure = e;
        }
    }

    /** Acknowledged so long after {@code due}, where there is a pace: a batch waits for the ones before it. */
    private void deliver(long due) throws Exception {
        long millis = System.currentTimeMillis();
        String second = Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ".");
        List<byte[]> batch = new ArrayList<>(BATCH);
        int again = sent.isEmpty() ? 0 : AGAIN;
        for (int i = 0; i < again; i++) {
            batch.add(sent.get(random.nextInt(sent.size())));
        }
        while (batch.size() < BATCH) {
            batch.add(event(millis, second));
        }
        for (byte[] event : batch.subList(again, again + AGAIN)) {
            if (sent.size() < 20 * AGAIN) {
                sent.add(event);
            } else {
                sent.set(random.nextInt(sent.size()), event);
            }
        }
        Collections.shuffle(batch, random);
        byte[] body = joined(batch);
        long start = pace == 0 ? System.nanoTime() : due;
        LockSupport.parkNanos(start - System.nanoTime());
        String answer = billing.call("POST", "/v1/usage/events", "application/cloudevents-batch+json", body);
        acknowledged.add((System.nanoTime() - start) / 1e6);
        for (int at = answer.indexOf(VERDICT); at >= 0; at = answer.indexOf(VERDICT, at + 1)) {
            switch (answer.charAt(at + VERDICT.length())) {
                case 'a' -> accepted++;
                case 'd' -> duplicates++;
                default -> others++;
            }
        }
    }

    /**
     * Of a request with an id as gateways make them: a UUID of version 7.
     *
     * @param millis when it began
     * @param second the same as text, up to the point
     */
    private byte[] event(long millis, String second) {
        int tenant = random.nextInt(TENANTS);
        int key = random.nextInt(KEYS);
        int prompt = 20 + random.nextInt(2000);
        promptTokens += prompt;
        serial++;
        String request = "req_" + HEX.toHexDigits(millis << 16 | 0x7000 | serial & 0xfff)
                + HEX.toHexDigits(random.nextLong() >>> 2 | 1L << 63);
        String now = second + (100_000 + serial % 900_000) + 'Z';
        byte[][] parts = known[tenant * KEYS + key];
        int length = out.clear().put(parts[0]).put(ascii(request)).put(parts[1]).put(ascii(now)).put(parts[2])
                .put(ascii(request)).put(parts[3]).put(ascii(prompt + ",\"cachedPromptTokens\":" + prompt / 4
                        + ",\"completionTokens\":" + (10 + random.nextInt(500)))).put(parts[4]).put(ascii(now)).put(parts[5])
                .position();
        return Arrays.copyOf(out.array(), length);
    }

    /** What all events of a key have in common, made once: what an event costs here is taken from what is measured. */
    private byte[][] known(int tenant, int key) {
        return Stream.of(
                        "{\"specversion\":\"1.0\",\"type\":\"kr.hangil.usage.v1\",\"source\":\"/regions/kr-ulsan/gateways/" + source
                                + "\",\"id\":\"",
                        ":1:tokens\",\"subject\":\"bench-" + tenant + "\",\"time\":\"",
                        "\",\"datacontenttype\":\"application/json\",\"data\":{\"requestId\":\"",
                        "\",\"tenant\":\"bench-" + tenant + "\",\"project\":\"p" + key % 2 + "\",\"keyId\":\"key_bench_" + tenant + '_'
                                + key + "\",\"operation\":\"chat\",\"servedModel\":\"bench-" + tenant % MODELS + "\",\"modelDigest\":\""
                                + DIGESTS.get(tenant % MODELS) + "\",\"deployment\":\"d1\",\"replica\":\"r" + key
                                + "\",\"region\":\"kr-ulsan\",\"promptTokens\":",
                        ",\"reasoningTokens\":0,\"outcome\":\"completed\",\"estimated\":false,\"startedAt\":\"",
                        "\",\"ttftMillis\":87,\"durationMillis\":1234}}")
                .map(Gateway::ascii)
                .toArray(byte[][]::new);
    }

    private byte[] joined(List<byte[]> events) {
        out.clear();
        for (byte[] event : events) {
            out.put((byte) (out.position() == 0 ? '[' : ',')).put(event);
        }
        return Arrays.copyOf(out.array(), out.put((byte) ']').position());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
