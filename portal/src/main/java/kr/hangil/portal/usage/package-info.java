/** What a tenant used and spent: by day of Asia/Seoul and by model, as tables and as charts drawn by the server. */
@NullMarked
package kr.hangil.portal.usage;

import org.jspecify.annotations.NullMarked;
