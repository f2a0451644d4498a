import { beforeAll, describe, expect, it } from 'vitest'
import {
  isBrowserForm,
  readSessionForm,
  writeBrowserForm,
  writeSessionForm,
} from '../../src/core/tokens/form-token.ts'
import { readPageSession, writePageSession } from '../../src/core/tokens/page-session.ts'
import { readRefreshToken, writeRefreshToken } from '../../src/core/tokens/refresh-token.ts'
import { type Keyring, openKeyring } from '../../src/crypto/keyring.ts'
import { randomToken, uuidv7 } from '../../src/crypto/random.ts'
import { SECRET } from '../support/worker.ts'

const OTHER = 'another secret of at least thirty-two characters'

const session = { sid: uuidv7(Date.now()), generation: 7 }
const userId = uuidv7(Date.now())
const browser = randomToken()

let keyring: Keyring
const after = (passwordsOnly: boolean) => openKeyring(OTHER, [{ secret: SECRET, passwordsOnly }])

beforeAll(async () => {
  keyring = await openKeyring(SECRET, [])
})

/** One character of each place is another one. */
const altered = (text: string) =>
  [...text].map((character, at) => {
    const other = character === '1' ? '2' : '1'
    return text.slice(0, at) + other + text.slice(at + 1)
  })

describe('the cookie of a page', () => {
  it('says which session it is, and as of which proof', async () => {
    expect(await readPageSession(keyring, await writePageSession(keyring, session))).toEqual(session)
  })

  it('is refused with any character changed', async () => {
    for (const text of altered(await writePageSession(keyring, session)))
      expect(await readPageSession(keyring, text)).toBeUndefined()
  })

  it.each([
    ['nothing', () => ''],
    ['no MAC', (text: string) => text.replace(/[^.]+$/, '')],
    ['one part more', (text: string) => `${text}.x`],
    ['another session with the same MAC', (text: string) => text.replace(session.sid, uuidv7(0))],
    ['a later generation with the same MAC', (text: string) => text.replace('.7.', '.8.')],
    ['another spelling of the generation', (text: string) => text.replace('.7.', '.07.')],
    ['another spelling of the session', (text: string) => text.toUpperCase()],
    ['more than any cookie has', (text: string) => text.padEnd(129, 'A')],
  ])('is refused as %s', async (_, change) => {
    expect(await readPageSession(keyring, change(await writePageSession(keyring, session)))).toBeUndefined()
  })

  it('is no refresh token, and a refresh token is no cookie of a page', async () => {
    expect(await readRefreshToken(keyring, await writePageSession(keyring, session))).toBeUndefined()
    expect(await readPageSession(keyring, await writeRefreshToken(keyring, session))).toBeUndefined()
  })
})

describe('the token of a form in a session', () => {
  const mine = { sid: session.sid, userId }

  it('says whose session it is', async () => {
    expect(await readSessionForm(keyring, await writeSessionForm(keyring, mine), mine)).toEqual({ userId })
  })

  it('is refused with any character changed', async () => {
    for (const text of altered(await writeSessionForm(keyring, mine)))
      expect(await readSessionForm(keyring, text, mine)).toBeUndefined()
  })

  it('is refused in another session', async () => {
    const text = await writeSessionForm(keyring, { ...mine, sid: uuidv7(0) })
    expect(await readSessionForm(keyring, text, mine)).toBeUndefined()
  })

  it('is refused as nothing, and with one part more', async () => {
    const text = await writeSessionForm(keyring, mine)
    for (const wrong of ['', '.', `${userId}.`, `${text}.x`])
      expect(await readSessionForm(keyring, wrong, mine)).toBeUndefined()
  })

  it('is no cookie of a page, and such a cookie is no token of a form', async () => {
    expect(await readPageSession(keyring, await writeSessionForm(keyring, mine))).toBeUndefined()
    expect(await readSessionForm(keyring, await writePageSession(keyring, session), mine)).toBeUndefined()
  })
})

describe('the token of a form where nobody is signed in', () => {
  it('is good in the browser that it was made for', async () => {
    expect(await isBrowserForm(keyring, await writeBrowserForm(keyring, browser), browser)).toBe(true)
  })

  it('is refused with any character changed', async () => {
    for (const text of altered(await writeBrowserForm(keyring, browser)))
      expect(await isBrowserForm(keyring, text, browser)).toBe(false)
  })

  it('is refused in another browser', async () => {
    expect(await isBrowserForm(keyring, await writeBrowserForm(keyring, browser), randomToken())).toBe(false)
  })

  it.each(['', 'a', `${browser}a`, `${browser.slice(1)}.`])(
    'is refused where the cookie is not one of ours: %j',
    async (odd) => {
      expect(await isBrowserForm(keyring, await writeBrowserForm(keyring, odd), odd)).toBe(false)
    },
  )

  it('is never that of a session', async () => {
    const ofSession = await writeSessionForm(keyring, { sid: session.sid, userId })
    for (const text of [ofSession, ofSession.slice(userId.length + 1)])
      expect(await isBrowserForm(keyring, text, browser)).toBe(false)
  })
})

describe('tokens of pages', () => {
  const made = async () => ({
    cookie: await writePageSession(keyring, session),
    form: await writeSessionForm(keyring, { sid: session.sid, userId }),
    anonymous: await writeBrowserForm(keyring, browser),
  })
  const readWith = async (ring: Keyring) => {
    const { cookie, form, anonymous } = await made()
    return [
      (await readPageSession(ring, cookie)) !== undefined,
      (await readSessionForm(ring, form, session)) !== undefined,
      await isBrowserForm(ring, anonymous, browser),
    ]
  }

  it('stay good after a planned rotation', async () => {
    expect(await readWith(await after(false))).toEqual([true, true, true])
  })

  it('are worth nothing when the secret has leaked', async () => {
    expect(await readWith(await after(true))).toEqual([false, false, false])
  })

  it('have keys that nothing else has', async () => {
    const { pageMacs, formMacs, ...others } = keyring
    const swapped = { ...others, pageMacs: formMacs, formMacs: pageMacs }
    expect(await readWith(swapped)).toEqual([false, false, false])
    for (const other of [others.refreshMacs, others.deviceMacs, others.passkeyMacs, others.codeMacs])
      expect(await readWith({ ...keyring, pageMacs: other, formMacs: other })).toEqual([false, false, false])
  })
})
