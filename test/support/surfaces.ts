import { registration, type Tokens, tokensIn } from './account.ts'
import { API, newMember } from './enveloped.ts'
import { codeFor, unread } from './mails.ts'
import { type Answer, person, type Person } from './person.ts'
import { theWorker, type Worker } from './worker.ts'

export type Credentials = { email: string; password: string }

/** What a deed was answered, and the tokens that came of it: empty ones, if none did. */
export type Outcome = { answer: Answer; tokens: Tokens }

/** The deeds that all surfaces know, in the words of each. */
export type Surface = {
  name: string
  register(credentials: Credentials): Promise<Outcome>
  /** The one request that checks a password. */
  tryPassword(credentials: Credentials): Promise<Answer>
  signIn(credentials: Credentials): Promise<Outcome>
  refresh(token: string): Promise<Outcome>
  signOut(tokens: Tokens): Promise<Answer>
}

const V1 = '/auth/v1'
const NONE: Tokens = { access: '', refresh: '' }

const inCookies = (answer: Answer, { cookies }: Person): Outcome => ({
  answer,
  tokens: {
    access: cookies.get('__Host-accessToken') ?? '',
    refresh: cookies.get('__Host-refreshToken') ?? '',
  },
})

const inBody = (answer: Answer): Outcome => ({
  answer,
  tokens: answer.status < 300 ? tokensIn(answer) : NONE,
})

const inEnvelope = (answer: Answer): Outcome => ({
  answer,
  tokens: answer.status < 300 ? tokensIn({ ...answer, body: answer.body['data'] as Answer['body'] }) : NONE,
})

/**
 * The surfaces of a Worker. Every deed is done by somebody with a client of their own, from another address
 * each time: no limit by client is met by accident. `codeTo` finds the code mailed to an address last.
 */
export function surfacesOf({
  worker = theWorker,
  codeTo = codeFor,
}: { worker?: Worker; codeTo?: (email: string) => string | Promise<string> } = {}) {
  const somebody = () => person({ worker, roaming: true })

  const authV1: Surface = {
    name: 'auth-v1',
    async register({ email, password }) {
      const browser = somebody()
      await unread(email)
      const asked = await browser.post(`${V1}/request/code`, { account: email })
      if (asked.status !== 200) return inCookies(asked, browser)
      const proven = await browser.post(`${V1}/verify/code`, { code: await codeTo(email) })
      if (proven.status !== 200) return inCookies(proven, browser)
      return inCookies(await browser.post(`${V1}/create/account`, { pwd: password }), browser)
    },
    tryPassword: ({ email, password }) =>
      somebody().post(`${V1}/request/refreshToken/code`, { account: email, pwd: password }),
    async signIn({ email, password }) {
      const browser = somebody()
      await unread(email)
      const asked = await browser.post(`${V1}/request/refreshToken/code`, { account: email, pwd: password })
      if (asked.status !== 200) return inCookies(asked, browser)
      const code = await codeTo(email)
      return inCookies(await browser.post(`${V1}/request/refreshToken`, { code }), browser)
    },
    async refresh(token) {
      const browser = somebody()
      browser.cookies.set('__Host-refreshToken', token)
      const answer = await browser.get(`${V1}/request/accessToken`)
      return answer.status === 200 ? inCookies(answer, browser) : { answer, tokens: NONE }
    },
    signOut(tokens) {
      const browser = somebody()
      browser.cookies.set('__Host-refreshToken', tokens.refresh).set('__Host-accessToken', tokens.access)
      return browser.post(`${V1}/request/logout`)
    },
  }

  const apiV1: Surface = {
    name: 'api-v1',
    register: async (credentials) =>
      inEnvelope(await somebody().post(`${API}/register`, newMember(credentials))),
    tryPassword: (credentials) => somebody().post(`${API}/login`, credentials),
    signIn: async (credentials) => inEnvelope(await apiV1.tryPassword(credentials)),
    refresh: async (token) =>
      inEnvelope(await somebody().post(`${API}/token/refresh`, { refresh_token: token })),
    signOut: ({ access, refresh }) => somebody().post(`${API}/logout`, { token: refresh }, { token: access }),
  }

  const accountV1: Surface = {
    name: 'account-v1',
    register: async (credentials) =>
      inBody(await somebody().post(`${API}/auth/register`, registration(credentials))),
    tryPassword: (credentials) => somebody().post(`${API}/auth/login`, credentials),
    signIn: async (credentials) => inBody(await accountV1.tryPassword(credentials)),
    refresh: async (token) => inBody(await somebody().post(`${API}/auth/refresh`, { refresh_token: token })),
    signOut: ({ access }) => somebody().post(`${API}/auth/logout`, undefined, { token: access }),
  }

  return { authV1, apiV1, accountV1, all: [authV1, apiV1, accountV1] }
}
