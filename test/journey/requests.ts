import { expect } from 'vitest'
import type { Stage } from './stage.ts'

type Asked = { body?: object; cookies?: string; token?: string }

type Mail = { subject: string; text: string }

export type Requests = ReturnType<typeof requestsTo>

/** Asks the service of a stage without a browser, and reads its mailbox. */
export function requestsTo(stage: () => { service: Pick<Stage['service'], 'url'> }) {
  async function ask(method: string, path: string, { body, cookies = '', token }: Asked = {}) {
    const answer = await fetch(stage().service.url + path, {
      method,
      headers: {
        ...(body && { 'Content-Type': 'application/json' }),
        ...(token && { Authorization: `Bearer ${token}` }),
        Cookie: cookies,
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const jar = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0])
    const text = await answer.text()
    return {
      status: answer.status,
      jar: jar.join('; '),
      said: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
    }
  }

  /** The newest mail to an address whose text and subject match. */
  async function mailTo(to: string, fits: RegExp, about = /./): Promise<RegExpExecArray> {
    const newest = async () => {
      const answer = await fetch(`${stage().service.url}/dev/mailbox.json?to=${encodeURIComponent(to)}`)
      const mails = (await answer.json()) as Mail[]
      const meant = mails.filter(({ subject }) => about.test(subject))
      return meant.map(({ text }) => fits.exec(text)).find((match) => match !== null)
    }
    return expect.poll(newest).toBeTruthy().then(newest) as Promise<RegExpExecArray>
  }

  return {
    ask,
    linkTo: async (to: string, page: string, about?: RegExp) =>
      (await mailTo(to, new RegExp(`(http\\S+${page}#\\S+)`), about))[1] ?? '',
    codeTo: async (to: string, about?: RegExp) => (await mailTo(to, /\n\n(\d{6,8})\n\n/, about))[1] ?? '',
    login: async (email: string, password: string) =>
      (await ask('POST', '/api/v1/login', { body: { email, password } })).status,
  }
}
