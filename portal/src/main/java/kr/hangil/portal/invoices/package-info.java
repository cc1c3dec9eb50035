/** Final invoices of a tenant, with their credit notes and tax invoices, to read and to download. */
@NullMarked
package kr.hangil.portal.invoices;

import org.jspecify.annotations.NullMarked;
