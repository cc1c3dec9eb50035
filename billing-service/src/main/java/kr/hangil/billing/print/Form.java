package kr.hangil.billing.print;

import java.awt.Color;
import java.io.IOException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/** A page of boxes with text in them. Positions are the upper left corners of boxes, in points from the lower left. */
public final class Form implements AutoCloseable {

    private static final Color LABEL = new Color(232, 238, 247);
    private static final Color LINE = new Color(60, 80, 120);
    private static final float PADDING = 4;
    private static final float SMALLEST = 5;

    private final PDPageContentStream stream;
    private final PDType0Font font;

    public Form(PDDocument pdf, PDPage page, PDType0Font font) throws IOException {
        this.stream = new PDPageContentStream(pdf, page);
        this.font = font;
        stream.setLineWidth(0.6f);
        stream.setStrokingColor(LINE);
    }

    /** What a box is for, on a tinted ground. */
    public void label(float left, float top, float width, float height, String text) throws IOException {
        stream.setNonStrokingColor(LABEL);
        stream.addRect(left, top - height, width, height);
        stream.fill();
        cell(left, top, width, height, Align.CENTER, 9, text);
    }

    /** As {@link #label}, one letter under the other. */
    public void vertical(float left, float top, float width, float height, String text) throws IOException {
        label(left, top, width, height, "");
        float step = 14;
        float y = top - (height - step * text.length()) / 2;
        for (int i = 0; i < text.length(); i++) {
            write(left, y - i * step, width, step, Align.CENTER, 10, text.substring(i, i + 1));
        }
    }

    public void cell(float left, float top, float width, float height, Align align, float size, String text)
            throws IOException {
        stream.addRect(left, top - height, width, height);
        stream.stroke();
        write(left, top, width, height, align, size, text);
    }

    /** Text without a box, on a line that begins at {@code left}. */
    public void note(float left, float baseline, String text) throws IOException {
        show(left, baseline, 8, printable(text));
    }

    /** Text without a box, in the width it is given. */
    public void text(float left, float top, float width, float height, Align align, float size, String text)
            throws IOException {
        write(left, top, width, height, align, size, text);
    }

    /** A line from side to side. */
    public void rule(float left, float top, float width) throws IOException {
        stream.moveTo(left, top);
        stream.lineTo(left + width, top);
        stream.stroke();
    }

    /** Text that is too long is set smaller, and cut only when it would be too small to read. */
    private void write(float left, float top, float width, float height, Align align, float size, String given)
            throws IOException {
        String text = printable(given);
        float room = width - 2 * PADDING;
        float fitting = size;
        while (fitting > SMALLEST && width(text, fitting) > room) {
            fitting -= 0.5f;
        }
        while (text.length() > 1 && width(text, fitting) > room) {
            text = text.substring(0, text.length() - 2) + "…";
        }
        float free = room - width(text, fitting);
        float x = left
                + PADDING
                + switch (align) {
                    case LEFT -> 0;
                    case CENTER -> free / 2;
                    case RIGHT -> free;
                };
        show(x, top - height / 2 - fitting * 0.36f, fitting, text);
    }

    private void show(float x, float y, float size, String text) throws IOException {
        if (text.isEmpty()) {
            return;
        }
        stream.beginText();
        stream.setNonStrokingColor(Color.BLACK);
        stream.setFont(font, size);
        stream.newLineAtOffset(x, y);
        stream.showText(text);
        stream.endText();
    }

    private float width(String text, float size) throws IOException {
        return font.getStringWidth(text) / 1000 * size;
    }

    /** Letters the font has not become a box. */
    private String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.codePoints().forEach(letter -> {
            String one = Character.toString(letter);
            try {
                font.encode(one);
                printable.append(one);
            } catch (IOException | IllegalArgumentException e) {
                printable.append('□');
            }
        });
        return printable.toString();
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    public enum Align {
        LEFT,
        CENTER,
        RIGHT
    }
}
