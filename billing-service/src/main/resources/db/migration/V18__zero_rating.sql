-- A credit note of VAT alone, for what a letter of credit opened afterwards made zero-rated: of the whole invoice and no line of it.
ALTER TABLE credit_note ALTER COLUMN line DROP NOT NULL;
ALTER TABLE credit_note DROP CONSTRAINT credit_note_supply_won_check;
ALTER TABLE credit_note ADD CONSTRAINT credit_note_takes
    CHECK (CASE WHEN line IS NULL THEN supply_won = 0 AND vat_won > 0 ELSE supply_won > 0 END);
