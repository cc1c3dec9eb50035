package kr.hangil.billing.tax;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import kr.hangil.billing.print.Fonts;
import kr.hangil.billing.print.Form;
import kr.hangil.billing.profile.Party;
import kr.hangil.billing.tax.TaxDocument.Item;
import kr.hangil.platform.error.PlatformException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.jspecify.annotations.Nullable;

/**
 * Prints a tax invoice in the form that offices know: both parties side by side, the sums, the items, the total. Items that
 * do not fit go on to pages of their own. All lengths are points on a page of A4; the font is embedded, only the letters
 * used.
 */
@ApplicationScoped
class TaxPrinter {

    private static final int ITEMS_ON_FIRST_PAGE = 12;
    private static final int ITEMS_ON_NEXT_PAGES = 26;
    private static final int LEAST_ROWS = 4;
    private static final float TOP = 790;
    private static final float LEFT = 36;
    private static final float WIDTH = 523;
    private static final float ROW = 24;
    private static final float[] ITEM_WIDTHS = {22, 22, 201, 56, 40, 40, 80, 62};
    private static final String[] EMPTY_ROW = {"", "", "", "", "", "", "", ""};

    private final Fonts fonts;

    TaxPrinter(Fonts fonts) {
        this.fonts = fonts;
    }

    /**
     * The document as PDF.
     *
     * @throws PlatformException {@code unavailable} while there is no Korean font
     */
    byte[] print(TaxInvoice taxInvoice) {
        try (PDDocument pdf = new PDDocument()) {
            pdf.getDocumentInformation()
                    .setTitle("전자세금계산서 " + taxInvoice.document().invoiceNumber());
            PDType0Font font = fonts.korean(pdf);
            for (Sheet sheet : sheets(taxInvoice.document().items())) {
                PDPage page = new PDPage(PDRectangle.A4);
                pdf.addPage(page);
                try (Form form = new Form(pdf, page, font)) {
                    draw(form, taxInvoice, sheet);
                }
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            pdf.save(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("printing tax invoice " + taxInvoice.id(), e);
        }
    }

    private static List<Sheet> sheets(List<Item> items) {
        int fitting = Math.min(items.size(), ITEMS_ON_FIRST_PAGE);
        int pages = 1 + Math.ceilDiv(items.size() - fitting, ITEMS_ON_NEXT_PAGES);
        List<Sheet> sheets = new ArrayList<>(pages);
        sheets.add(new Sheet(1, pages, items.subList(0, fitting)));
        for (int from = fitting; from < items.size(); from += ITEMS_ON_NEXT_PAGES) {
            int to = Math.min(items.size(), from + ITEMS_ON_NEXT_PAGES);
            sheets.add(new Sheet(sheets.size() + 1, pages, items.subList(from, to)));
        }
        return sheets;
    }

    private static void draw(Form form, TaxInvoice taxInvoice, Sheet sheet) throws IOException {
        TaxDocument document = taxInvoice.document();
        float top = title(form, taxInvoice, sheet, TOP);
        if (sheet.page() == 1) {
            top = parties(form, document, top);
            top = sums(form, document, top);
            top = items(form, sheet.items(), LEAST_ROWS, top);
            top = totals(form, document, top);
        } else {
            top = parties(form, document.supplier(), document.buyer(), top);
            top = items(form, sheet.items(), 0, top);
            if (sheet.page() == sheet.pages()) {
                top = sum(form, document, top);
            }
        }
        form.note(LEFT, top - 14, footer(document, sheet));
    }

    private static float title(Form form, TaxInvoice taxInvoice, Sheet sheet, float top) throws IOException {
        TaxDocument document = taxInvoice.document();
        float height = 44;
        String kind = (document.code() == null ? "" : "수정") + (document.zeroRated() ? "영세율" : "");
        String title = kind + "전자세금계산서" + (sheet.page() == 1 ? "" : " (품목 별지)");
        form.cell(LEFT, top, 300, height, Form.Align.CENTER, 20, title);
        form.label(LEFT + 300, top, 60, height, "승인번호");
        String number = taxInvoice.approvalNumber();
        form.cell(
                LEFT + 360, top, WIDTH - 360, height, Form.Align.CENTER, 9, number == null ? "(발급 전)" : dashed(number));
        return top - height;
    }

    private static float parties(Form form, TaxDocument document, float top) throws IOException {
        float half = WIDTH / 2;
        party(form, "공급자", document.supplier(), LEFT, top, half);
        party(form, "공급받는자", document.buyer(), LEFT + half, top, half);
        return top - 6 * ROW;
    }

    /** Who both are, on a page that goes on. */
    private static float parties(Form form, Party supplier, Party buyer, float top) throws IOException {
        float half = WIDTH / 2;
        form.label(LEFT, top, 60, ROW, "공급자");
        form.cell(LEFT + 60, top, half - 60, ROW, Form.Align.LEFT, 9, named(supplier));
        form.label(LEFT + half, top, 60, ROW, "공급받는자");
        form.cell(LEFT + half + 60, top, half - 60, ROW, Form.Align.LEFT, 9, named(buyer));
        return top - ROW;
    }

    private static String named(Party party) {
        return registration(party.registrationNumber()) + "  " + party.name();
    }

    private static void party(Form form, String title, Party party, float left, float top, float width)
            throws IOException {
        float side = 20;
        float label = 48;
        float rest = width - side;
        form.vertical(left, top, side, 6 * ROW, title);
        float x = left + side;
        form.label(x, top, label, ROW, "등록번호");
        form.cell(x + label, top, rest - label, ROW, Form.Align.CENTER, 11, registration(party.registrationNumber()));
        form.label(x, top - ROW, label, ROW, "상호");
        form.cell(x + label, top - ROW, rest - label - 112, ROW, Form.Align.LEFT, 9, party.name());
        form.label(x + rest - 112, top - ROW, 40, ROW, "성명");
        form.cell(x + rest - 72, top - ROW, 72, ROW, Form.Align.CENTER, 9, party.representative());
        form.label(x, top - 2 * ROW, label, ROW, "사업장");
        form.cell(x + label, top - 2 * ROW, rest - label, ROW, Form.Align.LEFT, 9, party.address());
        form.label(x, top - 3 * ROW, label, ROW, "업태");
        form.cell(x + label, top - 3 * ROW, rest - label, ROW, Form.Align.LEFT, 9, party.businessType());
        form.label(x, top - 4 * ROW, label, ROW, "종목");
        form.cell(x + label, top - 4 * ROW, rest - label, ROW, Form.Align.LEFT, 9, party.businessItem());
        form.label(x, top - 5 * ROW, label, ROW, "이메일");
        form.cell(x + label, top - 5 * ROW, rest - label, ROW, Form.Align.LEFT, 9, party.email());
    }

    private static float sums(Form form, TaxDocument document, float top) throws IOException {
        float[] widths = {90, 130, 110, WIDTH - 330};
        String[] names = {"작성일자", "공급가액", "세액", "수정사유"};
        String[] values = {
            document.issueDate().toString().replace('-', '/'),
            won(document.supplyWon()),
            won(document.vatWon()),
            correction(document)
        };
        float x = LEFT;
        for (int i = 0; i < widths.length; i++) {
            form.label(x, top, widths[i], 18, names[i]);
            boolean number = i == 1 || i == 2;
            form.cell(x, top - 18, widths[i], ROW, number ? Form.Align.RIGHT : Form.Align.CENTER, 10, values[i]);
            x += widths[i];
        }
        form.label(LEFT, top - 18 - ROW, 90, ROW, "비고");
        form.cell(LEFT + 90, top - 18 - ROW, WIDTH - 90, ROW, Form.Align.LEFT, 9, remark(document));
        return top - 18 - 2 * ROW;
    }

    private static float items(Form form, List<Item> items, int leastRows, float top) throws IOException {
        String[] names = {"월", "일", "품목", "규격", "수량", "단가", "공급가액", "세액"};
        float x = LEFT;
        for (int i = 0; i < names.length; i++) {
            form.label(x, top, ITEM_WIDTHS[i], 18, names[i]);
            x += ITEM_WIDTHS[i];
        }
        float y = top - 18;
        for (int row = 0; row < Math.max(leastRows, items.size()); row++) {
            row(form, row < items.size() ? values(items.get(row)) : EMPTY_ROW, y);
            y -= ROW;
        }
        return y;
    }

    private static void row(Form form, String[] values, float top) throws IOException {
        float x = LEFT;
        for (int i = 0; i < values.length; i++) {
            Form.Align align = i >= 6 ? Form.Align.RIGHT : i == 2 ? Form.Align.LEFT : Form.Align.CENTER;
            form.cell(x, top, ITEM_WIDTHS[i], ROW, align, 9, values[i]);
            x += ITEM_WIDTHS[i];
        }
    }

    /** What all items add up to, behind the last of them. */
    private static float sum(Form form, TaxDocument document, float top) throws IOException {
        String name = "품목 %d건 합계".formatted(document.items().size());
        row(form, new String[] {"", "", name, "", "", "", won(document.supplyWon()), won(document.vatWon())}, top);
        return top - ROW;
    }

    private static float totals(Form form, TaxDocument document, float top) throws IOException {
        String[] names = {"합계금액", "현금", "수표", "어음", "외상미수금"};
        String total = won(document.totalWon());
        String[] values = {total, document.claim() ? "" : total, "", "", document.claim() ? total : ""};
        float width = 84;
        for (int i = 0; i < names.length; i++) {
            form.label(LEFT + i * width, top, width, 18, names[i]);
            form.cell(LEFT + i * width, top - 18, width, ROW, Form.Align.RIGHT, 10, values[i]);
        }
        String claim = "이 금액을 (" + (document.claim() ? "청구" : "영수") + ") 함";
        form.cell(LEFT + 5 * width, top, WIDTH - 5 * width, 18 + ROW, Form.Align.CENTER, 10, claim);
        return top - 18 - ROW;
    }

    private static String footer(TaxDocument document, Sheet sheet) {
        String footer = "청구서 번호 " + document.invoiceNumber() + " · 금액 단위: 원";
        if (sheet.pages() == 1) {
            return footer;
        }
        return "%s · %d/%d쪽%s"
                .formatted(
                        footer, sheet.page(), sheet.pages(), sheet.page() == sheet.pages() ? "" : " · 품목이 다음 쪽에 이어집니다");
    }

    private static String[] values(Item item) {
        LocalDate date = item.date();
        return new String[] {
            Integer.toString(date.getMonthValue()),
            Integer.toString(date.getDayOfMonth()),
            item.name(),
            orEmpty(item.specification()),
            item.quantity() == null ? "" : won(item.quantity()),
            "",
            won(item.supplyWon()),
            won(item.vatWon())
        };
    }

    private static String correction(TaxDocument document) {
        Integer code = document.code();
        return code == null
                ? "해당 없음"
                : Correction.of(code).map(one -> code + ". " + one.korean()).orElse("");
    }

    private static String remark(TaxDocument document) {
        String original = document.originalApprovalNumber();
        String remark = orEmpty(document.remark());
        return original == null ? remark : ("당초 승인번호 " + dashed(original) + "  " + remark).strip();
    }

    private static String registration(String digits) {
        return digits.substring(0, 3) + "-" + digits.substring(3, 5) + "-" + digits.substring(5);
    }

    private static String dashed(String approval) {
        return approval.substring(0, 8) + "-" + approval.substring(8, 16) + "-" + approval.substring(16);
    }

    private static String won(long won) {
        return "%,d".formatted(won);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** One page and its items. @param page 1, 2, … */
    private record Sheet(int page, int pages, List<Item> items) {}
}
