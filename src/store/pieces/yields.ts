/**
 * What an account is that yields its address to whoever proves the mailbox: unverified, and not disabled by an
 * operator. Text, because the import of users does without Drizzle.
 */
export const YIELDS = 'users.verified_at is null and users.disabled_at is null'
