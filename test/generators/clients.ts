/** How a generator is run on `spec.json`, and a program that speaks to the service with the client that it has made. */
type Generator = { command: string[]; config?: Record<string, string>; program: string }

/** What every program answers from its generated client, and how a request brings a token. */
const STEPS = `
export type Steps = {
  login: (email: string, password: string) => Promise<string>
  me: (token: string) => Promise<{ status: number; email: unknown }>
  logout: (token: string) => Promise<number>
}

export const by = (token: string) => ({ headers: { Authorization: 'Bearer ' + token } })
`

export const shared = { 'steps.ts': STEPS }

/** orval and oazapfts make the same functions, which answer the status of a refusal too. */
const withFunctionsOf = (client: string) => `
import { by, type Steps } from './steps.ts'
import { getApiV1UsersMe, postApiV1AuthLogin, postApiV1AuthLogout } from '${client}'
export const steps: Steps = {
  async login(email, password) {
    const answer = await postApiV1AuthLogin({ email, password })
    if (answer.status !== 200) throw new Error(String(answer.status))
    return answer.data.access_token
  },
  async me(token) {
    const answer = await getApiV1UsersMe(by(token))
    return { status: answer.status, email: answer.status === 200 ? answer.data.email : undefined }
  },
  logout: async (token) => (await postApiV1AuthLogout(undefined, by(token))).status,
}`

export const GENERATORS: Record<string, Generator> = {
  orval: {
    command: ['orval', '--config', 'orval.config.mjs'],
    config: {
      'orval.config.mjs': `export default { postern: { input: './spec.json', output: {
        target: './orval/client.ts', client: 'fetch', baseUrl: { getBaseUrlFromSpecification: true } } } }`,
    },
    program: withFunctionsOf('./orval/client.ts'),
  },
  'swagger-typescript-api': {
    command: ['swagger-typescript-api', 'generate', '-p', 'spec.json', '-o', 'sta', '-n', 'client.ts'],
    program: `
import { by, type Steps } from './steps.ts'
import { Api, type HttpResponse } from './sta/client.ts'
const { api } = new Api()
const statusOf = (asked: Promise<HttpResponse<unknown, unknown>>) =>
  asked.then(({ status }) => status, (refused: Response) => refused.status)
export const steps: Steps = {
  login: async (email, password) => (await api.postApiV1AuthLogin({ email, password })).data.access_token,
  async me(token) {
    const asked = api.getApiV1UsersMe(by(token))
    const status = await statusOf(asked)
    return { status, email: status === 200 ? (await asked).data.email : undefined }
  },
  logout: (token) => statusOf(api.postApiV1AuthLogout({}, by(token))),
}`,
  },
  oazapfts: {
    command: ['oazapfts', 'spec.json', 'oazapfts-client.ts'],
    program: withFunctionsOf('./oazapfts-client.ts'),
  },
  'openapi-typescript': {
    command: ['openapi-typescript', 'spec.json', '-o', 'schema.d.ts'],
    program: `
import createClient from 'openapi-fetch'
import { by, type Steps } from './steps.ts'
import type { paths } from './schema.d.ts'
import { servers } from './spec.json'
const client = createClient<paths>({ baseUrl: servers[0]?.url ?? '' })
export const steps: Steps = {
  async login(email, password) {
    const { data } = await client.POST('/api/v1/auth/login', { body: { email, password } })
    if (!data) throw new Error('no tokens')
    return data.access_token
  },
  async me(token) {
    const { data, response } = await client.GET('/api/v1/users/me', by(token))
    return { status: response.status, email: data?.email }
  },
  logout: async (token) => (await client.POST('/api/v1/auth/logout', by(token))).response.status,
}`,
  },
  '@hey-api/openapi-ts': {
    command: ['openapi-ts', '-i', 'spec.json', '-o', 'hey'],
    program: `
import type { Steps } from './steps.ts'
import { getApiV1UsersMe, postApiV1AuthLogin, postApiV1AuthLogout } from './hey/index.ts'
export const steps: Steps = {
  async login(email, password) {
    const { data } = await postApiV1AuthLogin({ body: { email, password } })
    if (!data) throw new Error('no tokens')
    return data.access_token
  },
  async me(token) {
    const { data, response } = await getApiV1UsersMe({ auth: token })
    return { status: response?.status ?? 0, email: data?.email }
  },
  logout: async (token) => (await postApiV1AuthLogout({ auth: token })).response?.status ?? 0,
}`,
  },
  'openapi-zod-client': {
    command: ['openapi-zod-client', 'spec.json', '-o', 'zodios.ts', '--with-alias'],
    program: `
import { isAxiosError } from 'axios'
import { by, type Steps } from './steps.ts'
import { createApiClient } from './zodios.ts'
import { servers } from './spec.json'
const client = createApiClient(servers[0]?.url ?? '')
const statusOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 200,
    (error: unknown) => (isAxiosError(error) ? (error.response?.status ?? 0) : 0),
  )
export const steps: Steps = {
  login: async (email, password) => (await client.postApiV1AuthLogin({ email, password })).access_token,
  async me(token) {
    const asked = client.getApiV1UsersMe(by(token))
    const status = await statusOf(asked)
    return { status, email: status === 200 ? (await asked).email : undefined }
  },
  logout: (token) => statusOf(client.postApiV1AuthLogout(undefined, by(token))),
}`,
  },
}
