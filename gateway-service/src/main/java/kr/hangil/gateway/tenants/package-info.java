/** Tenants and what belongs to them: members with their roles, projects; and who may touch which. */
@NullMarked
package kr.hangil.gateway.tenants;

import org.jspecify.annotations.NullMarked;
