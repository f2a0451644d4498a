import { describe, expect, it } from 'vitest'
import { PASSWORD, registered } from '../support/account.ts'
import { NEW_PASSWORD } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { app } from '../support/app.ts'
import { newLink } from '../support/mails.ts'

const disablePasswords = () =>
  rows(
    'insert or replace into password_failures (subject, failures, blocked_until, updated_at) select id, 100, 0, 0 from users',
  )

describe('an app that has signed in', () => {
  it.each(['account', 'api'] as const)(
    'by client.%s signs in where strangers cannot, also after a sign-out',
    async (name) => {
      const { email } = await registered({ roaming: true })
      const known = app()
      await known[name].login({ email, password: PASSWORD })
      await known[name].logout()
      await disablePasswords()
      await expect(app()[name].login({ email, password: PASSWORD })).rejects.toMatchObject({ status: 401 })
      await known.tab()[name].login({ email, password: PASSWORD })
    },
  )

  it('is known again after a reset, and to several accounts', async () => {
    const [ada, bob] = [await registered({ roaming: true }), await registered({ roaming: true })]
    const known = app()
    await known.account.login(ada)
    await known.account.login(bob)
    await known.api.mailResetLink({ email: ada.email })
    const { token } = await newLink(ada.email, 'reset-password')
    const passwords = { password: NEW_PASSWORD, password_confirmation: NEW_PASSWORD }
    await known.api.resetPassword({ token, email: ada.email, ...passwords })
    await disablePasswords()
    await known.account.login({ email: ada.email, password: NEW_PASSWORD })
    await known.account.login(bob)
  })

  it('may come back late from another network', async () => {
    const known = app()
    const { email } = await registered({ roaming: true })
    const { refresh_token } = await known.account.login({ email, password: PASSWORD })
    const [sid] = refresh_token.split('.')
    await rows(
      'update sessions set generation = 1, previous_generation = 0, rotated_at = 0, ip_prefix = ? where id = ?',
      'elsewhere',
      sid,
    )
    await known.account.refresh()
    expect(await known.isSignedIn()).toBe(true)
  })
})
