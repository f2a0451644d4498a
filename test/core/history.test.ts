import { describe, expect, it } from 'vitest'
import { freshEmail, PASSWORD, refresh, refreshed, registered, signedIn, signIn } from '../support/account.ts'
import { ADDRESS_ROUTES } from './address-routes.ts'
import { pass } from '../support/clock.ts'
import { NEW_PASSWORD, proveMailbox, V1 } from '../support/code-flows.ts'
import { dump, rows } from '../support/database.ts'
import { codeFor, newLink, otherThan } from '../support/mails.ts'
import { person } from '../support/person.ts'
import { deferredWork, theWorker, type Worker } from '../support/worker.ts'

describe('what an owner may later see', () => {
  it('is what has happened to the account, in order, with whatever others have tried', async () => {
    /** Each request comes a while after the one before, so that there is an order. */
    const worker: Worker = {
      fetch: (request) => {
        pass(12_000)
        return theWorker.fetch(request)
      },
    }
    const eve = person({ worker, roaming: true })
    const ada = await registered({ worker, roaming: true, confirmed: false })
    const steps: (() => Promise<unknown>)[] = [
      async () => {
        const { token } = await newLink(ada.email, 'verify-email')
        await ada.post('/verify-email', { token, password: ada.password })
      },
      () => signIn(eve, { email: ada.email, password: 'a guess of somebody' }),
      async () => ada.post('/api/v1/auth/logout', undefined, { token: (await signedIn(ada, ada)).access }),
      async () => {
        const stolen = await signedIn(ada, ada)
        await refreshed(ada, (await refreshed(ada, stolen.refresh)).refresh)
        await refresh(eve, stolen.refresh)
      },
      async () => {
        const { access: token } = await signedIn(ada, ada)
        const change = (current_password: string) => {
          const body = { current_password, new_password: NEW_PASSWORD, confirm_password: NEW_PASSWORD }
          return ada.post('/api/v1/auth/change-password', body, { token })
        }
        await change('a guess of somebody')
        await change(PASSWORD)
      },
      async () => {
        await ada.patch(`${V1}/password/request/code`, { account: ada.email })
        const code = await codeFor(ada.email)
        await ada.patch(`${V1}/change/password`, { code: otherThan(code), newPwd: PASSWORD })
        await ada.patch(`${V1}/change/password`, { code, newPwd: PASSWORD })
      },
      async () => {
        pass(86_400_000) // an account that was just recovered moves nowhere
        const [{ access: token }, newAccount] = [await signedIn(ada, ada), freshEmail()]
        await ada.patch(`${V1}/account/request/code`, { newAccount }, { token })
        const codes = {
          codeCurrentAccount: await codeFor(ada.email),
          codeNewAccount: await codeFor(newAccount),
        }
        await ada.patch(`${V1}/change/account`, codes, { token })
      },
      async () => {
        const { token } = await newLink(ada.email, 'undo-email-change')
        await ada.post('/undo-email-change', { token, email: ada.email })
      },
    ]
    for (const step of steps) {
      await step()
      await deferredWork()
    }
    const history = await rows(
      'select event, outcome, reason from audit_events where subject = ? order by id',
      ada.id,
    )
    expect(
      history.map(({ event, outcome, reason }) => [event, outcome, reason].filter(Boolean).join(' ')),
    ).toEqual([
      'registered success',
      'email_verified success',
      'sign_in_refused refused password',
      'signed_in success',
      'signed_out success',
      'signed_in success',
      'refresh_token_reused refused',
      'signed_in success',
      'password_change_refused refused password',
      'password_changed success',
      'code_refused refused reset_password: wrong',
      'password_reset success',
      'signed_in success',
      'email_changed success',
      'email_change_undone success',
    ])
  })

  it('begins anew with an account that was taken over', async () => {
    const eve = await registered({ confirmed: false })
    const ada = person()
    await proveMailbox(ada, eve.email)
    await ada.post(`${V1}/create/account`, { pwd: NEW_PASSWORD })
    await deferredWork()
    const history = await rows('select event from audit_events order by id')
    expect(history.map(({ event }) => event)).toEqual(['account_taken_over'])
  })

  it('has nothing of an account that is gone, though a code of it is still typed', async () => {
    const eve = await registered({ confirmed: false })
    const browser = person()
    await browser.patch(`${V1}/password/request/code`, { account: eve.email })
    const code = await codeFor(eve.email)
    const { token } = await newLink(eve.email, 'verify-email')
    const removed = await person().post('/verify-email', { token, email: eve.email, remove: true })
    expect(removed.status, removed.text).toBe(200)
    const refused = await browser.patch(`${V1}/change/password`, { code, newPwd: NEW_PASSWORD })
    expect(refused.status, refused.text).toBe(400)
    await deferredWork()
    expect(await rows('select * from audit_events')).toEqual([])
  })

  it.each(ADDRESS_ROUTES)('has nothing of an address without an account: $route', async ({ ask }) => {
    const ada = await registered({ roaming: true })
    await deferredWork()
    const before = await rows('select * from audit_events')
    const browser = person({ roaming: true })
    // Enough to meet every limit, and to use up every try of a code.
    for (let n = 0; n < 12; n += 1) {
      const answer = await ask(browser, 'nobody@example.org', ada.tokens.access)
      expect(answer.status).toBeLessThan(500)
      if (browser.cookies.has('__Host-code')) await browser.post(`${V1}/verify/code`, { code: '00000000' })
      const newPassword = { code: '00000000', newPwd: NEW_PASSWORD }
      if (browser.cookies.has('__Host-pwdChange')) await browser.patch(`${V1}/change/password`, newPassword)
    }
    await deferredWork()
    expect(await rows('select * from audit_events')).toEqual(before)
    expect(await dump()).not.toContain('nobody@example.org')
  })
})
