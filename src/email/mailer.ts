/** One e-mail, ready to be sent. */
export type Mail = { to: string; subject: string; text: string; html: string }

/** Hands one mail to whoever carries it. `key` is the same for the same mail, however often it is tried. */
export type Carrier = (mail: Mail, about: { key: string }) => Promise<void>

/** What the core can ask to be mailed: one method per mail. Each resolves when the mail was handed over. */
export type Mailer = {
  /** Asks the owner of a new account's address to confirm it. `link` carries the token in its fragment. */
  verifyEmail(mail: { to: string; link: string; key: string }): Promise<void>
  /** Tells the owner that the password was changed. */
  passwordChanged(mail: { to: string; key: string }): Promise<void>
  /** Tells the owner that a session was ended because an old refresh token of it came back. */
  sessionReused(mail: { to: string; key: string }): Promise<void>
}
