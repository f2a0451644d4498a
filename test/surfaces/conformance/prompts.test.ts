import { describe, expect, it } from 'vitest'
import { pass } from '../../support/clock.ts'
import { MODES, suite } from './suite.ts'

// The modules of the two plans Basic OP and Form Post OP that are about who is at the browser.

describe.each(MODES)('the plan with answers by %s', (mode) => {
  it('oidcc-prompt-login: the user proves anew who they are, and the ID token says when', async () => {
    const { signIn, signInAnew } = await suite(mode)
    const { claims } = await signIn()
    pass(2_000)
    const anew = await signInAnew({ prompt: 'login' })
    expect(Number(anew.claims['auth_time'])).toBeGreaterThan(Number(claims['auth_time']))
  })

  it('oidcc-prompt-none-not-logged-in: is told the app without a page', async () => {
    const { requestOf, open, answerOn, newBrowser } = await suite(mode)
    const sent = requestOf({ prompt: 'none' })
    expect(answerOn(await open(sent, newBrowser()), sent)['error']).toBe('login_required')
  })

  it('oidcc-prompt-none-logged-in: is answered without a page, for the same sign-in', async () => {
    const { signIn } = await suite(mode)
    const { claims } = await signIn()
    pass(2_000)
    const again = await signIn({ prompt: 'none' })
    expect([again.claims.sub, again.claims['auth_time']]).toEqual([claims.sub, claims['auth_time']])
  })

  it('oidcc-max-age-1: the user proves anew who they are once that is over, and the ID token says when', async () => {
    const { signIn, signInAnew } = await suite(mode)
    const { claims } = await signIn()
    pass(2_000)
    const anew = await signInAnew({ max_age: '1' })
    expect(Number(anew.claims['auth_time'])).toBeGreaterThan(Number(claims['auth_time']))
    expect(anew.claims['auth_time']).toBe(Math.floor(Date.now() / 1_000))
  })

  it('oidcc-max-age-10000: nobody is asked, and the ID token says when it was', async () => {
    const { signIn } = await suite(mode)
    const { claims } = await signIn()
    pass(2_000)
    const again = await signIn({ max_age: '10000' })
    expect([again.claims.sub, again.claims['auth_time']]).toEqual([claims.sub, claims['auth_time']])
  })

  it('oidcc-id-token-hint: with prompt=none is answered for the user that it names', async () => {
    const { signIn } = await suite(mode)
    const { claims, idToken } = await signIn()
    const again = await signIn({ prompt: 'none', id_token_hint: idToken })
    expect([again.claims.sub, again.claims['auth_time']]).toEqual([claims.sub, claims['auth_time']])
  })

  it('oidcc-login-hint: does no harm', async () => {
    const { signIn } = await suite(mode)
    await signIn({ login_hint: 'buffy@suite.example' })
  })
})
