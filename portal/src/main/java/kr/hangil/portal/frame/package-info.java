/** What every page shares: the language, the tenant in view, the navigation around it and the pages for failures. */
@NullMarked
package kr.hangil.portal.frame;

import org.jspecify.annotations.NullMarked;
