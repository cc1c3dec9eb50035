/** The gateway's control plane and model list, asked with the signed-in person's own token. */
@NullMarked
package kr.hangil.portal.gateway;

import org.jspecify.annotations.NullMarked;
