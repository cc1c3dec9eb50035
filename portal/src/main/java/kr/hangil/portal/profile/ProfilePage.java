package kr.hangil.portal.profile;

import kr.hangil.portal.upstream.Part;

/**
 * What the page of the billing profile shows.
 *
 * @param form the form, with what is kept or what was typed
 * @param isNew whether there is no billing profile yet
 * @param saved whether it was kept just now
 */
record ProfilePage(Part<ProfileForm> form, boolean isNew, boolean saved) {}
