package kr.hangil.stack.demo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * LoRA adapters of the demo model as llama.cpp reads them: GGUF, version 3. They are trained for nothing; a seed makes one that has
 * the model say something else.
 */
public final class AdapterGguf {

    private static final int VERSION = 3;
    private static final int ALIGNMENT = 32;
    private static final int TYPE_FLOAT = 6;
    private static final int TYPE_STRING = 8;
    private static final int TENSOR_F32 = 0;

    /** Of the demo model. */
    private static final int BLOCKS = 6;

    private static final int EMBEDDING = 256;
    private static final int FEED_FORWARD = 768;
    private static final int RANK = 4;

    private final ByteBuffer out = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);

    private AdapterGguf() {}

    private record Tensor(String name, int columns, int rows) {

        int bytes() {
            return columns * rows * Float.BYTES;
        }
    }

    /**
     * An adapter that differs from those of other seeds.
     *
     * @param strength how far it leads the model from its own answers; 0 leaves them as they are
     */
    public static byte[] of(long seed, double strength) {
        return new AdapterGguf().write(new Random(seed), strength);
    }

    private byte[] write(Random random, double strength) {
        List<Tensor> tensors = new ArrayList<>();
        for (int block = 0; block < BLOCKS; block++) {
            String name = "blk." + block + ".ffn_down.weight.lora_";
            tensors.add(new Tensor(name + "a", FEED_FORWARD, RANK));
            tensors.add(new Tensor(name + "b", RANK, EMBEDDING));
        }
        out.put("GGUF".getBytes(StandardCharsets.US_ASCII)).putInt(VERSION);
        out.putLong(tensors.size()).putLong(4);
        text("general.type", "adapter");
        text("general.architecture", "llama");
        text("adapter.type", "lora");
        text("adapter.lora.alpha");
        out.putInt(TYPE_FLOAT).putFloat(RANK);
        long offset = 0;
        for (Tensor tensor : tensors) {
            text(tensor.name());
            out.putInt(2).putLong(tensor.columns()).putLong(tensor.rows());
            out.putInt(TENSOR_F32).putLong(offset);
            offset += aligned(tensor.bytes());
        }
        for (Tensor tensor : tensors) {
            out.position(aligned(out.position()));
            for (int i = 0; i < tensor.bytes() / Float.BYTES; i++) {
                out.putFloat((float) (random.nextGaussian() * strength));
            }
        }
        byte[] bytes = new byte[aligned(out.position())];
        out.get(0, bytes);
        return bytes;
    }

    private static int aligned(int bytes) {
        return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    }

    private void text(String key, String value) {
        text(key);
        out.putInt(TYPE_STRING);
        text(value);
    }

    private void text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        out.putLong(bytes.length).put(bytes);
    }
}
