import { base64url, equal, fromBase64url, utf8 } from '../../crypto/bytes.ts'
import { hmac } from '../../crypto/hmac.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import { randomToken } from '../../crypto/random.ts'

type Macs = Pick<Keyring, 'formMacs'>

const UUID = /^[0-9a-f-]{36}$/
/** What we put into the cookie of a browser without a session. Another value, such as none, is no browser of ours. */
const BROWSER = /^[\w-]{43}$/

/** What a browser is told apart by, where nobody is signed in: what its cookie says, unless that is not of ours. */
export const browserOf = (cookie: string | undefined): string =>
  cookie !== undefined && BROWSER.test(cookie) ? cookie : randomToken()

/**
 * The hidden field of a form in a session, `<user>.<base64url(HMAC)>`: another site cannot know it. It is bound to the
 * session and not to its generation: a page stays good that was open in another tab, or for a day, while its user has
 * proven who they are. It says whose session it is, so that nobody has to ask for that.
 */
export async function writeSessionForm(
  { formMacs: [current] }: Macs,
  { sid, userId }: { sid: string; userId: string },
): Promise<string> {
  return `${userId}.${base64url(await hmac(current, ofSession(sid, userId)))}`
}

/** Whose session it is; undefined unless the token was made for this one. */
export async function readSessionForm(
  { formMacs }: Macs,
  text: string,
  { sid }: { sid: string },
): Promise<{ userId: string } | undefined> {
  const [userId = '', macText = '', ...more] = text.length > 128 ? [] : text.split('.')
  if (more.length > 0 || !UUID.test(userId)) return undefined
  return (await isRight(formMacs, ofSession(sid, userId), macText)) ? { userId } : undefined
}

/**
 * The same where nobody is signed in, bound to the random cookie of the browser: a stranger cannot sign somebody else's
 * browser in to an account of their own.
 */
export async function writeBrowserForm({ formMacs: [current] }: Macs, browser: string): Promise<string> {
  return base64url(await hmac(current, ofBrowser(browser)))
}

/** @param browser the value of its cookie, unchecked */
export const isBrowserForm = async ({ formMacs }: Macs, text: string, browser: string): Promise<boolean> =>
  BROWSER.test(browser) && isRight(formMacs, ofBrowser(browser), text)

async function isRight(keys: Macs['formMacs'], message: ReturnType<typeof utf8>, text: string) {
  const presented = fromBase64url(text)
  if (!presented) return false
  const macs = await Promise.all(keys.map((key) => hmac(key, message)))
  return macs.some((each) => equal(each, presented))
}

/** The second word tells the two kinds apart, so no two forms have one message. */
const ofSession = (sid: string, userId: string) => utf8(`fm1|session|${sid}|${userId}`)
const ofBrowser = (browser: string) => utf8(`fm1|browser|${browser}`)
