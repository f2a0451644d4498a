import { describe, expect, it } from 'vitest'
import { addresses } from '../core/address-routes.ts'
import { registered } from '../support/account.ts'
import { NEW_PASSWORD } from '../support/code-flows.ts'
import { backTo, type Moment, rows, thisMoment } from '../support/database.ts'
import { otherThan } from '../support/mails.ts'
import { FORMS, nameOfForm } from '../support/page-forms.ts'
import { waitsIn } from '../support/page-forms-of-providers.ts'
import { withPasskey } from '../support/passkeys.ts'
import { EVERY_CASE, shareOf } from '../support/sample.ts'
import { visitor, type Visitor } from '../support/visitor.ts'
import { hashWork, observed, withoutHistory } from '../support/work.ts'

/** Every condition an address can be in, also as far as its ways of signing in go. */
async function everyAddress() {
  const [passkeyOnly, mailOnly] = [await withPasskey(), await registered()]
  await rows(`update users set password = '!', mail_sign_in_off_at = 1 where id = ?`, passkeyOnly.id)
  await rows(`update users set password = '!' where id = ?`, mailOnly.id)
  return { passkeyOnly: passkeyOnly.email, mailOnly: mailOnly.email, ...(await addresses()) }
}

type Made = { kinds: Awaited<ReturnType<typeof everyAddress>>; moment: Moment }
let made: Made | undefined

/** They are made once, and their moment brought back for each form. */
async function addressesAnew() {
  if (made) await backTo(made.moment)
  else {
    const kinds = await everyAddress()
    made = { kinds, moment: await thisMoment() }
  }
  return made.kinds
}

/** By somebody who knows the address, and nothing of the account. */
type Journey = (ada: Visitor, email: string, codeTo: (address: string) => string) => Promise<unknown>

const WRONG_LINK = `#token=${'x'.repeat(43)}`

const asksAt =
  (path: string, does = 'mail', fields: Record<string, string> = {}): Journey =>
  async (ada, email) => {
    await ada.open(path)
    await ada.press(does, { ...fields, email })
  }

/** The next press, where a limit has not ended it. */
const goOn = async (ada: Visitor, does: string, fields: Record<string, string> = {}) =>
  ada.page.status === 429 ? undefined : ada.press(does, fields)

/** Of a code that went to the address, or to nobody. */
const wrong = (code: string) => otherThan(/^\d+$/.test(code) ? code : '00000000')

const JOURNEYS: Record<string, Journey> = {
  '/sign-in password': asksAt('/sign-in', 'password', { password: 'not the password' }),
  '/sign-in mail': asksAt('/sign-in'),
  '/sign-up mail': asksAt('/sign-up'),
  '/sign-in/address mail': async (ada, email, codeTo) => {
    await waitsIn(ada, {}, { email })
    await asksAt('/sign-in/address')(ada, email, codeTo)
  },
  '/sign-in-mail again': async (ada, ...of) => {
    await asksAt('/sign-up')(ada, ...of)
    await goOn(ada, 'again')
  },
  '/sign-in-mail code': async (ada, email, codeTo) => {
    await asksAt('/sign-in')(ada, email, codeTo)
    await goOn(ada, 'code', { code: wrong(codeTo(email)) })
  },
  '/sign-in-mail link': async (ada, ...of) => {
    await asksAt('/sign-in')(ada, ...of)
    await goOn(ada, 'link', { link: WRONG_LINK })
  },
  '/sign-in-mail elsewhere': asksAt('/sign-in-mail', 'elsewhere', { link: WRONG_LINK }),
  '/forgot-password mail': asksAt('/forgot-password'),
  '/forgot-password again': async (ada, ...of) => {
    await asksAt('/forgot-password')(ada, ...of)
    await goOn(ada, 'again')
  },
  '/forgot-password reset': async (ada, email, codeTo) => {
    await asksAt('/forgot-password')(ada, email, codeTo)
    await goOn(ada, 'reset', { code: wrong(codeTo(email)), password: NEW_PASSWORD })
  },
}

/** Forms that say nothing of an address, or are for whoever has proven something of its account. */
const OF_NO_ADDRESS =
  /^\/(account|welcome|sign-out|second-step|language|consent)|^\/sign-in\/keep|^\/sign-in passkey/

/** What is random by design, and the address itself. */
const masked = (text: string, email: string) =>
  text
    .replaceAll(email, '(address)')
    .replaceAll(/(?<=form_token" value=")[\w.-]+/g, '(form token)')
    .replaceAll(/(?<="label":")\w+ \w+/g, '(label)')
    .replaceAll(/(?<=<strong>)[a-z]+ [a-z]+(?=<\/strong>)/g, '(label)')

const partsOf = (value: string) => value.split('.').map(({ length }) => length)

/** All that the browser of a stranger can see of an answer; what is sealed by its length. */
const seen = (answer: Response, text: string, email: string) => ({
  status: answer.status,
  text: masked(text, email),
  headers: [...answer.headers].filter(([name]) => name !== 'set-cookie' && name !== 'x-request-id'),
  cookies: answer.headers.getSetCookie().map((line) => {
    const [, name = '', value = '', attributes = ''] = /^([^=]*)=([^;]*)(.*)$/.exec(line) ?? []
    return [name, partsOf(masked(decodeURIComponent(value), email)), attributes]
  }),
})

/** How often a form is sent; with every case so often that its limits are seen. */
const TURNS = EVERY_CASE ? 7 : 1

const SOMETIMES = ['disabled', 'unverified', 'guarded', 'leaving', 'mailOnly', 'passkeyOnly'] as const
const NAMES = Object.keys(JOURNEYS)

describe('a form that anybody can send about an address', () => {
  it.each(NAMES)('shows and does the same, whatever the address is: %s', async (name) => {
    const { worker, last, mailbox } = observed()
    const work = hashWork()
    const kinds = await addressesAnew()
    const some = shareOf(name, NAMES, SOMETIMES)
    const found: Record<string, unknown[]> = {}
    for (const kind of ['unknown', 'verified', ...some] as const) {
      const email = kinds[kind]
      const observations: unknown[] = []
      found[kind] = observations
      const ada = visitor({
        roaming: true,
        worker: {
          async fetch(request) {
            work.forget()
            const answer = await worker.fetch(request)
            const { trips, mails } = last()
            const shown = seen(answer, await answer.clone().text(), email)
            observations.push({ ...shown, trips: withoutHistory(trips), mails, hashes: work.calls() })
            return answer
          },
        },
      })
      for (let turn = 0; turn < TURNS; turn += 1) {
        ada.cookies.clear()
        await JOURNEYS[name]?.(ada, email, mailbox.codeTo)
      }
    }
    const { unknown, ...others } = found
    expect(unknown?.length).toBeGreaterThanOrEqual(2 * TURNS)
    for (const [kind, observations] of Object.entries(others)) expect(observations, kind).toEqual(unknown)
  })

  it('is listed', () => {
    const ofAddresses = FORMS.map(nameOfForm).filter((name) => !OF_NO_ADDRESS.test(name))
    expect(NAMES.toSorted()).toEqual(ofAddresses.toSorted())
  })
})
