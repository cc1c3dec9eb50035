package kr.hangil.portal.keys;

/**
 * What the page of one key shows.
 *
 * @param form the form for changing it
 * @param choices what it may be limited to
 * @param mayChange whether the person's role may change keys, at least their own
 * @param saved whether it was changed just now
 */
record KeyPage(KeyForm form, KeyChoices choices, boolean mayChange, boolean saved) {}
