import { vi } from 'vitest'
import type { Env } from '../../src/config/config.ts'
import { codeIn, linksIn } from './mails.ts'

/** A mail as it is handed to Resend. */
export type Handed = {
  to: string
  from: string
  subject: string
  text: string
  html: string
  key: string | null
  authorization: string | null
  redirect: string | undefined
  at: number
}

export const RESEND = 'https://resend.example'
export const KEY = 're_the_key_of_the_tests'
export const SENDER = 'Postern <post@example.com>'

/** Settings of a service that mails through Resend. */
export const RESEND_SETTINGS: Pick<Env, 'RESEND_API_KEY' | 'RESEND_BASE_URL' | 'EMAIL_FROM'> = {
  RESEND_API_KEY: KEY,
  RESEND_BASE_URL: RESEND,
  EMAIL_FROM: SENDER,
}

/** Where a test reads the mails that Resend was given. */
export type Mailbox = ReturnType<typeof resend>

export const taken = (): Response => Response.json({ id: crypto.randomUUID() })

/**
 * Stands where Resend does, for this test: hears every mail, answers as it is told to. Nobody else may be
 * asked for anything.
 */
export function resend(answer: (mail: Handed, init: RequestInit) => Response | Promise<Response> = taken) {
  const heard: Handed[] = []
  const state = { answer, answered: 0 }
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init = {}) => {
    if (input !== `${RESEND}/emails`) throw new Error('a test asked for something that is not Resend')
    if (!init.signal) throw new Error('a mail that nobody would stop waiting for')
    const headers = new Headers(init.headers)
    const mail = {
      ...(JSON.parse(init.body as string) as Pick<Handed, 'to' | 'from' | 'subject' | 'text' | 'html'>),
      key: headers.get('Idempotency-Key'),
      authorization: headers.get('Authorization'),
      redirect: init.redirect,
      at: Date.now(),
    }
    heard.push(mail)
    const said = await state.answer(mail, init)
    state.answered += 1
    return said
  })
  const to = (address: string) => heard.filter((mail) => mail.to === address)
  return {
    heard,
    answered: () => state.answered,
    to,
    /** The last code that was mailed to an address. */
    codeTo: (address: string) => to(address).map(codeIn).findLast(Boolean) ?? 'none',
    /** The token of the last link that was mailed to an address and leads to this page. */
    linkTo: (address: string, page: string) =>
      to(address)
        .flatMap(linksIn)
        .findLast((link) => link.page.endsWith(`/${page}`))?.token ?? 'none',
    answers: (next: typeof answer) => void (state.answer = next),
  }
}
