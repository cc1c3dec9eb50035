/** Projects of a tenant: made, renamed, and limited each by itself. */
@NullMarked
package kr.hangil.portal.projects;

import org.jspecify.annotations.NullMarked;
