/**
 * Contracts: what was agreed with a tenant for whole months, beside the prices that hold for everybody.
 *
 * <p>A contract says whether prices have VAT in them and what per cent is taken off. Events are charged at the listed price
 * whatever was agreed, and budgets and credit count that; drafting an invoice applies the terms of the month that usage is
 * of, so usage that comes late gets the terms it would have had in time. Terms of a month that is billed never change.
 */
@NullMarked
package kr.hangil.billing.contract;

import org.jspecify.annotations.NullMarked;
