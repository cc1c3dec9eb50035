/**
 * Double entry: every movement of money is a transaction whose entries add up to zero, checked by the database when it
 * commits. Debits are positive, credits negative; a balance is a sum of entries and nothing else.
 *
 * <pre>
 * credit granted    cash +            prepaid −
 * credit refunded   prepaid +         cash −
 * invoice           receivable + (total), prepaid + (credit applied), rounding + (below one won)
 *                   revenue − (exact charges), vat −
 * settlement        cash +            receivable −
 * credit note       revenue +, vat +  receivable −
 * void              the invoice's entries, negated
 * </pre>
 */
@NullMarked
package kr.hangil.billing.ledger;

import org.jspecify.annotations.NullMarked;
