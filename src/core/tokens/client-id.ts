/** Tokens of a user's own sessions are for our own apps: one client, named as RFC 9068 §2.2 wants. */
export const OWN_CLIENT = 'postern'

const APP_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/**
 * What can be the id of an app. It is the audience of the app's tokens, so it is never an address, which is that of a
 * user's own; and it stands in what a MAC is made of, between two bars.
 */
export const isAppId = (text: string): boolean => APP_ID.test(text) && text !== OWN_CLIENT
