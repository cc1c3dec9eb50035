package kr.hangil.billing.statement;

import static kr.hangil.billing.statement.StatementRow.number;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import kr.hangil.billing.invoice.Invoice;
import kr.hangil.billing.invoice.Invoice.CreditNote;
import kr.hangil.billing.money.Vat;
import kr.hangil.billing.print.Fonts;
import kr.hangil.billing.print.Form;
import kr.hangil.billing.print.Form.Align;
import kr.hangil.billing.profile.Party;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.jspecify.annotations.Nullable;

/** Prints a statement: the parties, every line, the sums, on as many pages of A4 as it takes. Lengths are points. */
@ApplicationScoped
class StatementPrinter {

    private static final float LEFT = 36;
    private static final float WIDTH = 523;
    private static final float TOP = 800;
    private static final float BOTTOM = 60;
    private static final float ROW = 18;
    private static final float[] WIDTHS = {30, 203, 96, 118, 76};

    private final Fonts fonts;

    StatementPrinter(Fonts fonts) {
        this.fonts = fonts;
    }

    /** @throws kr.hangil.platform.error.PlatformException {@code unavailable} while there is no Korean font */
    byte[] print(Invoice invoice, Wording words) {
        try (PDDocument pdf = new PDDocument()) {
            PDType0Font font = fonts.korean(pdf);
            pdf.getDocumentInformation().setTitle(words.text("title") + " " + invoice.number());
            pdf.getDocumentCatalog().setLanguage(words.language());
            List<Block> blocks = new ArrayList<>();
            blocks.add(new Block(152, (form, top) -> head(form, top, invoice, words)));
            blocks.addAll(lines(invoice, words));
            blocks.add(new Block(4 * ROW + 30, (form, top) -> sums(form, top, invoice, words)));
            blocks.addAll(notes(invoice, words));
            write(pdf, font, pages(blocks), words);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            pdf.save(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("printing a statement of " + invoice.number(), e);
        }
    }

    /** Which block is on which page: one that no longer fits begins the next. */
    private static List<List<Block>> pages(List<Block> blocks) {
        List<List<Block>> pages = new ArrayList<>();
        float left = 0;
        for (Block block : blocks) {
            if (block.height() > left) {
                pages.add(new ArrayList<>());
                left = TOP - BOTTOM;
                if (block.heading() != null) {
                    pages.getLast().add(block.heading());
                    left -= block.heading().height();
                }
            }
            pages.getLast().add(block);
            left -= block.height();
        }
        return pages;
    }

    private static void write(PDDocument pdf, PDType0Font font, List<List<Block>> pages, Wording words)
            throws IOException {
        for (int i = 0; i < pages.size(); i++) {
            PDPage page = new PDPage(PDRectangle.A4);
            pdf.addPage(page);
            try (Form form = new Form(pdf, page, font)) {
                float top = TOP;
                for (Block block : pages.get(i)) {
                    block.drawing().draw(form, top);
                    top -= block.height();
                }
                String number = words.text("page", Integer.toString(i + 1), Integer.toString(pages.size()));
                form.text(LEFT, 44, WIDTH, 14, Align.CENTER, 8, number);
            }
        }
    }

    private static void head(Form form, float top, Invoice invoice, Wording words) throws IOException {
        form.text(LEFT, top, WIDTH, 40, Align.LEFT, 20, words.text("title"));
        float y = top - 44;
        String[] names = {"number", "month", "issued", "state"};
        String[] values = {
            Objects.requireNonNull(invoice.number()),
            words.month(invoice.month()),
            words.date(invoice.issueDate()),
            words.text("state." + invoice.state().name().toLowerCase(Locale.ROOT))
        };
        float width = WIDTH / names.length;
        for (int i = 0; i < names.length; i++) {
            form.label(LEFT + i * width, y, width, 16, words.text(names[i]));
            form.cell(LEFT + i * width, y - 16, width, 20, Align.CENTER, 9, values[i]);
        }
        party(form, LEFT, y - 44, words.text("supplier"), Objects.requireNonNull(invoice.supplier()), words);
        party(form, LEFT + WIDTH / 2, y - 44, words.text("buyer"), Objects.requireNonNull(invoice.buyer()), words);
    }

    private static void party(Form form, float left, float top, String title, Party party, Wording words)
            throws IOException {
        float width = WIDTH / 2;
        String digits = party.registrationNumber();
        String registration = digits.substring(0, 3) + "-" + digits.substring(3, 5) + "-" + digits.substring(5);
        form.label(left, top, 66, 18, title);
        form.cell(left + 66, top, width - 66, 18, Align.LEFT, 9, party.name());
        form.label(left, top - 18, 66, 18, words.text("registration"));
        form.cell(left + 66, top - 18, width - 66, 18, Align.LEFT, 9, registration);
    }

    private static List<Block> lines(Invoice invoice, Wording words) {
        List<Block> blocks = new ArrayList<>();
        String[] names = {"line", "item", "quantity", "unitPrice", "amount"};
        Block heading = new Block(ROW, (form, top) -> {
            float x = LEFT;
            for (int i = 0; i < names.length; i++) {
                form.label(x, top, WIDTHS[i], ROW, words.text(names[i]));
                x += WIDTHS[i];
            }
        });
        blocks.add(heading);
        for (StatementRow row : StatementRow.of(invoice, words)) {
            String[] values = {row.line(), row.item(), row.quantity(), row.unitPrice(), row.amount()};
            blocks.add(new Block(
                    ROW,
                    (form, top) -> {
                        float x = LEFT;
                        for (int i = 0; i < values.length; i++) {
                            Align align = i == 0 ? Align.CENTER : i == 1 ? Align.LEFT : Align.RIGHT;
                            form.cell(x, top, WIDTHS[i], ROW, align, 9, values[i]);
                            x += WIDTHS[i];
                        }
                    },
                    heading));
        }
        return blocks;
    }

    private static void sums(Form form, float top, Invoice invoice, Wording words) throws IOException {
        sum(form, top, words.text("supply"), invoice.supplyWon(), 10);
        sum(form, top - ROW, words.text("vat"), invoice.vatWon(), 10);
        sum(form, top - 2 * ROW, words.text("total"), invoice.totalWon(), 11);
        form.note(LEFT, top - 3 * ROW - 14, words.text(invoice.vat() == Vat.INCLUSIVE ? "inclusive" : "exclusive"));
        if (invoice.state() == Invoice.State.VOIDED) {
            form.note(LEFT, top - 3 * ROW - 28, words.text("voided"));
        }
    }

    private static void sum(Form form, float top, String name, long won, float size) throws IOException {
        float label = 110;
        float amount = 100;
        form.label(LEFT + WIDTH - label - amount, top, label, ROW, name);
        form.cell(LEFT + WIDTH - amount, top, amount, ROW, Align.RIGHT, size, number(won));
    }

    private static List<Block> notes(Invoice invoice, Wording words) {
        if (invoice.creditNotes().isEmpty()) {
            return List.of();
        }
        List<Block> blocks = new ArrayList<>();
        float item = WIDTH - 160;
        blocks.add(new Block(ROW, (form, top) -> {
            form.label(LEFT, top, item, ROW, words.text("notes"));
            form.label(LEFT + item, top, 80, ROW, words.text("noteSupply"));
            form.label(LEFT + item + 80, top, 80, ROW, words.text("noteVat"));
        }));
        for (CreditNote note : invoice.creditNotes()) {
            blocks.add(new Block(ROW, (form, top) -> {
                String text = note.line() == null
                        ? words.text("noteOfVat", note.reason())
                        : words.text("note", Integer.toString(note.line()), note.reason());
                form.cell(LEFT, top, item, ROW, Align.LEFT, 9, text);
                form.cell(LEFT + item, top, 80, ROW, Align.RIGHT, 9, number(-note.supplyWon()));
                form.cell(LEFT + item + 80, top, 80, ROW, Align.RIGHT, 9, number(-note.vatWon()));
            }));
        }
        blocks.add(new Block(
                ROW,
                (form, top) ->
                        sum(form, top, words.text("remaining"), invoice.totalWon() - invoice.creditedWon(), 11)));
        return blocks;
    }

    /**
     * Something that stays on one page.
     *
     * @param heading what goes above it where it begins a page
     */
    private record Block(
            float height, Drawing drawing, @Nullable Block heading) {
        Block(float height, Drawing drawing) {
            this(height, drawing, null);
        }
    }

    private interface Drawing {
        void draw(Form form, float top) throws IOException;
    }
}
