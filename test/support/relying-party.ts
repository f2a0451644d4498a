import { decodeJwt, type JWTPayload } from 'jose'
import { expect } from 'vitest'
import { base64url, sha256, utf8 } from '../../src/crypto/bytes.ts'
import { randomToken } from '../../src/crypto/random.ts'
import { registeredApp } from './apps.ts'
import { HOME } from './home.ts'
import { type Answer, type Options, person } from './person.ts'
import type { Page, Visitor } from './visitor.ts'
import type { Worker } from './worker.ts'

type App = Awaited<ReturnType<typeof registeredApp>>

/** What an app has been answered by way of the browser. */
type Answered = Record<string, string>

/** What an app asks with, or what of it is left out. */
type Asked = Record<string, string | undefined>

const FORM = 'application/x-www-form-urlencoded'

const formOf = (fields: Asked) =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ).toString()

export type Party = ReturnType<typeof relyingParty>

/** An app that people sign in to, as it speaks: it asks by the browser, and exchanges what it gets by itself. */
export function relyingParty(app: App, { worker }: { worker?: Worker } = {}) {
  const server = person({ ...(worker && { worker }), roaming: true })
  const verifier = randomToken()

  /** The address that the browser is sent to: with PKCE, a state and a nonce, unless asked otherwise. */
  const addressFor = async (asked: Asked = {}) => {
    const challenge = base64url(await sha256(utf8(verifier)))
    const query = {
      response_type: 'code',
      client_id: app.id,
      redirect_uri: app.redirectUri,
      scope: 'openid profile email offline_access',
      state: 'of the app',
      nonce: 'of the app too',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...asked,
    }
    return `/authorize?${formOf(query)}`
  }

  const send = (path: string, fields: Asked, options: Options = {}): Promise<Answer> =>
    server.ask('POST', path, formOf(fields), { headers: { 'Content-Type': FORM, ...options.headers } })

  const credentials = () => ({ client_id: app.id, client_secret: app.secret })

  return {
    app,
    server,
    verifier,
    addressFor,
    send,

    /** The browser goes to the service, and as far as it gets by itself. */
    ask: async (ada: Visitor, asked: Asked = {}): Promise<Page> => ada.open(await addressFor(asked)),

    /** Signs a visitor in who has a session already. */
    async codeFor(ada: Visitor, asked: Asked = {}): Promise<string> {
      const page = await ada.open(await addressFor(asked))
      const { code } = answeredIn(page)
      expect(code, page.words).toBeDefined()
      return code ?? ''
    },

    exchange: (code: string, fields: Asked = {}, options: Options = {}): Promise<Answer> =>
      send(
        '/token',
        {
          grant_type: 'authorization_code',
          code,
          redirect_uri: app.redirectUri,
          code_verifier: verifier,
          ...credentials(),
          ...fields,
        },
        options,
      ),

    refresh: (refreshToken: string, fields: Asked = {}): Promise<Answer> =>
      send('/token', {
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        ...credentials(),
        ...fields,
      }),

    revoke: (token: string, fields: Asked = {}): Promise<Answer> =>
      send('/revoke', { token, ...credentials(), ...fields }),

    userInfo: (accessToken: string): Promise<Answer> => server.get('/userinfo', { token: accessToken }),
  }
}

/** What the app reads in the address that the browser was sent to, in the page that leads there, or in its form. */
export function answeredIn({ headers, text }: Pick<Page, 'headers' | 'text'>): Answered {
  const refresh = /http-equiv="refresh" content="0;url=([^"]*)"/.exec(text)?.[1]
  const link = /<a class="button" href="([^"]*)"/.exec(text)?.[1]
  const to = headers.get('Location') ?? (refresh ?? link)?.replaceAll('&amp;', '&')
  const form = /<form [^>]*data-sends="">.*?<\/form>/s.exec(text)?.[0] ?? ''
  const sent = [...form.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)]
  const posted = Object.fromEntries(sent.map(([, name = '', value = '']) => [name, value]))
  const url = to === undefined ? undefined : URL.parse(to, HOME)
  return url ? Object.fromEntries(url.searchParams) : posted
}

export type Tokens = { access: string; refresh: string; id: JWTPayload & Record<string, unknown> }

/** What /token has answered. */
export function tokensOfApp({ status, body, text }: Answer): Tokens {
  expect(status, text).toBe(200)
  const { access_token: access, refresh_token: refresh, id_token: id } = body as Record<string, string>
  return { access: access ?? '', refresh: refresh ?? '', id: decodeJwt(id ?? '') }
}
