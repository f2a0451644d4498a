import { expect } from 'vitest'
import type { Authenticator } from './authenticator.ts'
import { HOME } from './home.ts'
import { type Answer, person } from './person.ts'

type Ceremony = Parameters<Authenticator['create']>[0]

export type Page = Answer & {
  /** Where the visitor is, after redirects. */
  path: string
  /** What people read of it. */
  words: string
  title: string
}

type Sent = { page: string; name: string; fields: Record<string, string>; headers?: Record<string, string> }

/** What browsers say of a form that a page of ours has sent. */
const OWN_FORM = {
  Accept: 'text/html',
  'Content-Type': 'application/x-www-form-urlencoded',
  Origin: HOME,
  'Sec-Fetch-Site': 'same-origin',
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Dest': 'document',
}

const VISIT = {
  Accept: 'text/html',
  'Sec-Fetch-Site': 'none',
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Dest': 'document',
}

/** Where a link or a form of a page leads, without the part that browsers keep to themselves. */
function here(url: string): string {
  const { origin, pathname, search } = new URL(url, HOME)
  expect(origin).toBe(HOME)
  return pathname + search
}

export type Visitor = ReturnType<typeof visitor>

/**
 * Somebody with a browser that runs no script: opens pages, fills their forms in, presses their buttons, and goes where
 * the answers lead, as long as that is here.
 */
export function visitor(options: Parameters<typeof person>[0] = {}) {
  const browser = person(options)
  let page: Page = { status: 0, headers: new Headers(), text: '', body: {}, path: '', words: '', title: '' }

  async function arrive(answer: Answer, path: string): Promise<Page> {
    const to = answer.headers.get('Location')
    if (answer.status === 303 && to !== null && new URL(to, HOME).origin === HOME) return open(to)
    page = { ...answer, path, words: wordsOf(answer.text), title: titleOf(answer.text) }
    return page
  }

  async function open(path: string): Promise<Page> {
    const asked = here(path)
    return arrive(await browser.get(asked, { headers: VISIT }), asked)
  }

  /** Sends one of the forms of the page, without going on. */
  const send = ({ page: to, name, fields, headers = {} }: Sent) => {
    const body = new URLSearchParams({ do: name, ...fields }).toString()
    return browser.ask('POST', here(to), body, { headers: { ...OWN_FORM, ...headers } })
  }

  /** Sends a body to a page that says of itself what a browser would. */
  const sendBody = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
    browser.send(
      new Request(HOME + here(path), { method: 'POST', headers: { ...OWN_FORM, ...headers }, body }),
    )

  return {
    ...browser,
    sendBody,
    get page() {
      return page
    },
    open,
    /** Takes an answer for the page that the visitor sees. */
    arriveAt: arrive,
    send,

    /** Presses the button of this name on the page, after filling the fields of its form in. */
    async press(name: string, fields: Record<string, string> = {}): Promise<Page> {
      const form = formWith(page.text, name, fields)
      return arrive(
        await send({ page: form.to ?? page.path, name, fields: form.fields }),
        form.to ?? page.path,
      )
    },

    /** What the script of the page asks an authenticator with, for the form that this button sends. */
    async optionsFor(name: string): Promise<Ceremony> {
      const { to, fields } = formWith(page.text, name, {})
      const headers = { Accept: 'application/json', 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' }
      const answer = await send({ page: to ?? page.path, name: 'passkey_options', fields, headers })
      expect(answer.status, answer.text).toBe(200)
      return answer.body as unknown as Ceremony
    },

    /** What a form of the page would send. */
    formOf: (name: string) => formWith(page.text, name, {}),
  }
}

const FORM = /<form\b([^>]*)>(.*?)<\/form>/gs

/** The form that has this button, filled in. A field that it does not have cannot be filled in. */
function formWith(html: string, name: string, filled: Record<string, string>) {
  const forms = [...html.matchAll(FORM)].map(([, attributes = '', inside = '']) => ({ attributes, inside }))
  const isOf = ({ inside }: { inside: string }) =>
    inside.includes(`name="do" value="${name}"`) || inside.includes(`data-does="${name}"`)
  const having = forms.filter(isOf)
  const fits = having.find(({ inside }) =>
    Object.entries(filled).every(([field, value]) => inside.includes(`name="${field}" value="${value}"`)),
  )
  const form = fits ?? having[0]
  if (!form) throw new Error(`no form ${name} on the page: ${wordsOf(html)}`)
  const inputs = [...form.inside.matchAll(/<(?:input|select)\b([^>]*)>/g)].map(([, text = '']) =>
    attributesOf(text),
  )
  const own = inputs.filter(
    ({ name: field, type }) => field !== undefined && field !== 'do' && type !== 'submit',
  )
  const fields = Object.fromEntries(own.map((input) => [input['name'] ?? '', input['value'] ?? '']))
  for (const field of Object.keys(filled)) expect([...Object.keys(fields), 'credential']).toContain(field)
  return { to: attributesOf(form.attributes)['action'], fields: { ...fields, ...filled } }
}

const attributesOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [
      name,
      unescaped(value),
    ]),
  )

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
const unescaped = (text: string) =>
  text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '')

const titleOf = (html: string) => unescaped(/<title>(.*?)<\/title>/s.exec(html)?.[1] ?? '')

const wordsOf = (html: string) =>
  unescaped(
    html
      .replaceAll(/<(script|style|head)\b.*?<\/\1>/gs, ' ')
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' '),
  ).trim()
