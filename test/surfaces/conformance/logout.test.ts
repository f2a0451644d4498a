import { SignJWT } from 'jose'
import { expect, it } from 'vitest'
import { PAGE_WORDS } from '../../support/words.ts'
import { CALLBACK, LOGGED_OUT, type Suite, suite } from './suite.ts'

// The modules of oidcc-rp-initiated-logout-certification-test-plan. Each signs in, sends the browser to /logout, and looks
// at last whether anybody is signed in.

const STATE = 'x'.repeat(128)

const { signOut } = PAGE_WORDS.en.entry

async function begun() {
  const op = await suite()
  const { idToken } = await op.signIn()
  const out = async (fields: Record<string, string>) =>
    op.browser.open(`/logout?${new URLSearchParams(fields).toString()}`)
  return {
    op,
    idToken,
    out,
    all: { id_token_hint: idToken, post_logout_redirect_uri: LOGGED_OUT, state: STATE },
  }
}

async function expectSignedIn({ requestOf, open, answerOn }: Suite, isSignedIn: boolean) {
  const sent = requestOf({ prompt: 'none' })
  const { error, code } = answerOn(await open(sent), sent)
  expect([error, code !== undefined]).toEqual(isSignedIn ? [undefined, true] : ['login_required', false])
}

/** The user is asked, and nothing has happened yet; after a press they are out, and stay here. */
async function expectAsked(op: Suite) {
  const { page } = op.browser
  expect([page.status, page.path.split('?')[0]]).toEqual([200, '/sign-out'])
  const done = await op.browser.press('here')
  expect(done.path.split('?')[0]).toBe('/signed-out')
  expect(done.words).toContain(signOut.done.title)
  expect(done.text).not.toContain('suite.example')
  await expectSignedIn(op, false)
}

it('oidcc-rp-initiated-logout: signs out, and the browser comes back with its state alone', async () => {
  const { op, out, all } = await begun()
  await expectSignedIn(op, true)
  const page = await out(all)
  expect([page.status, page.headers.get('Location')]).toEqual([303, `${LOGGED_OUT}?state=${STATE}`])
  await expectSignedIn(op, false)
})

it('oidcc-rp-initiated-logout-no-state: the browser comes back without one', async () => {
  const { op, out, all } = await begun()
  const { state: _, ...others } = all
  const page = await out(others)
  expect([page.status, page.headers.get('Location')]).toEqual([303, LOGGED_OUT])
  await expectSignedIn(op, false)
})

it('oidcc-rp-initiated-logout-no-post-logout-redirect-uri: signs out, and says so here', async () => {
  const { op, idToken, out } = await begun()
  const page = await out({ id_token_hint: idToken, state: STATE })
  expect([page.path, page.title]).toEqual(['/signed-out', expect.stringContaining(signOut.done.title)])
  expect(page.text).not.toContain('suite.example')
  await expectSignedIn(op, false)
})

it.each([
  ['a path more', `${LOGGED_OUT}/x`],
  ['the redirect address of the sign-in', CALLBACK],
  ['another site', 'https://evil.example/'],
])(
  'oidcc-rp-initiated-logout-bad-post-logout-redirect-uri: the user is asked, and never sent back: %s',
  async (_, uri) => {
    const { op, out, all } = await begun()
    await out({ ...all, post_logout_redirect_uri: uri })
    await expectAsked(op)
  },
)

it('oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri: the user is asked, and never sent back', async () => {
  const { op, out, all } = await begun()
  await out({ ...all, post_logout_redirect_uri: `${LOGGED_OUT}?foo=bar` })
  await expectAsked(op)
})

it('oidcc-rp-initiated-logout-modified-id-token-hint: one without a signature asks the user, and brings nobody back', async () => {
  const { op, idToken, out, all } = await begun()
  const none = btoa(JSON.stringify({ alg: 'none' })).replaceAll('=', '')
  await out({ ...all, id_token_hint: `${none}.${idToken.split('.')[1]}.` })
  await expectAsked(op)
})

it('oidcc-rp-initiated-logout-bad-id-token-hint: one that somebody else has signed asks the user, and brings nobody back', async () => {
  const { op, idToken, out, all } = await begun()
  const claims = JSON.parse(
    atob((idToken.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')),
  ) as object
  const kid = (JSON.parse(atob(idToken.split('.')[0] ?? '')) as { kid: string }).kid
  const { privateKey } = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair
  for (const alg of ['ES256', 'HS256'] as const) {
    const key = alg === 'ES256' ? privateKey : new TextEncoder().encode('pst_of-the-suite'.padEnd(32, '.'))
    const hint = await new SignJWT({ ...claims }).setProtectedHeader({ alg, kid }).sign(key)
    const page = await out({ ...all, id_token_hint: hint })
    expect(page.path).toBe('/sign-out')
  }
  await expectAsked(op)
})

it('oidcc-rp-initiated-logout-no-id-token-hint: the user is asked, and not sent back', async () => {
  const { op, out, all } = await begun()
  const { id_token_hint: _, ...others } = all
  await out(others)
  await expectAsked(op)
})

it('oidcc-rp-initiated-logout-no-params: the user is asked, and is out after a press', async () => {
  const { op, out } = await begun()
  await out({})
  await expectAsked(op)
})

it('oidcc-rp-initiated-logout-only-state: the user is asked, and is out after a press', async () => {
  const { op, out } = await begun()
  await out({ state: STATE })
  await expectAsked(op)
})
