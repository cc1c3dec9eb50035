/**
 * What a page does when a service it asks refuses, is slow or is down: it still renders, and says which part is missing
 * under which request id.
 */
@NullMarked
package kr.hangil.portal.upstream;

import org.jspecify.annotations.NullMarked;
