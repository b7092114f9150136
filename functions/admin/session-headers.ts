// What the panel's page adds to its calls, and the admin door reads.

/** Only our own page can send it: browsers let no other site's page set a header of this name. */
export const csrfHeader = 'x-csrf-token';

/** A page that looks again by itself says so: that nobody sits before it must not keep the session alive. */
export const pollHeader = 'x-panel-poll';
