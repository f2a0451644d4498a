import { randomToken } from '../../src/crypto/random.ts'
import { keepOutOfLog } from './log.ts'
import { provider } from './provider.ts'
import { type Heard, providerCodes, standWhere } from './provider-codes.ts'
import { VENDOR_SETTINGS as SETTINGS } from './provider-settings.ts'

/** Stands where Google does. */
export const googleStub = () =>
  provider({
    issuer: 'https://accounts.google.com',
    clientId: SETTINGS.GOOGLE_CLIENT_ID,
    knows: (secret) => secret === SETTINGS.GOOGLE_CLIENT_SECRET,
  })

/** Stands where Apple does. It is shown a token in place of a secret, and does not say who it is. */
export const appleStub = (knows: (secret: string) => boolean = (secret) => secret.split('.').length === 3) =>
  provider({
    issuer: 'https://appleid.apple.com',
    clientId: SETTINGS.APPLE_CLIENT_ID,
    knows,
    promisesIssuer: false,
  })

/** Stands where Microsoft does, for a tenant or for all. Its people are in a tenant each. */
export const microsoftStub = ({
  tenant = 'common',
  issuer = 'https://login.microsoftonline.com/{tenantid}/v2.0',
} = {}) =>
  provider({
    issuer,
    at: `https://login.microsoftonline.com/${tenant}/v2.0`,
    clientId: SETTINGS.MICROSOFT_CLIENT_ID,
    knows: (secret) => secret === SETTINGS.MICROSOFT_CLIENT_SECRET,
    promisesIssuer: false,
  })

type Email = { email: string; primary: boolean; verified: boolean; visibility?: string | null }

type Somebody = { user: unknown; emails: unknown }

const ADA: Somebody = {
  user: { id: 1815, login: 'ada', name: 'Ada King Lovelace', email: 'shown@example.com' },
  emails: [
    { email: 'shown@example.com', primary: false, verified: true, visibility: 'public' },
    { email: 'ada@example.com', primary: true, verified: true, visibility: null },
  ] satisfies Email[],
}

const PLACES = {
  token: 'https://github.com/login/oauth/access_token',
  user: 'https://api.github.com/user',
  emails: 'https://api.github.com/user/emails',
}
type Place = keyof typeof PLACES

/** Stands where GitHub does, and speaks as https://docs.github.com/rest says: no id_token, and errors with 200. */
export function gitHubStub() {
  const heard: Heard[] = []
  const codes = providerCodes<Somebody>(SETTINGS.GITHUB_CLIENT_ID)
  const accessTokens = new Map<string, Somebody>()
  const spoilt = new Map<Place, Response>()
  let person = ADA
  const placeOf = (url: string) => (Object.keys(PLACES) as Place[]).find((place) => PLACES[place] === url)

  async function token({ form, headers }: Heard) {
    if (headers.get('Accept') !== 'application/json') return new Response('access_token=…&scope=')
    const isOurs =
      form['client_id'] === SETTINGS.GITHUB_CLIENT_ID &&
      form['client_secret'] === SETTINGS.GITHUB_CLIENT_SECRET
    if (!isOurs) return Response.json({ error: 'incorrect_client_credentials' })
    const grant = await codes.redeem(form)
    if (!grant) return Response.json({ error: 'bad_verification_code' })
    const accessToken = `gho_${randomToken()}`
    keepOutOfLog(accessToken)
    accessTokens.set(accessToken, grant.person)
    return Response.json({
      access_token: accessToken,
      token_type: 'bearer',
      scope: 'read:user,user:email',
    })
  }

  function api({ headers }: Heard, part: keyof Somebody) {
    const known = accessTokens.get((headers.get('Authorization') ?? '').slice('Bearer '.length))
    if (!headers.get('User-Agent')) return new Response('Request forbidden', { status: 403 })
    return known ? Response.json(known[part]) : Response.json({ message: 'Bad credentials' }, { status: 401 })
  }

  standWhere(
    (url) => placeOf(url) !== undefined,
    (request) => {
      heard.push(request)
      const place = placeOf(request.url) as Place
      return spoilt.get(place)?.clone() ?? (place === 'token' ? token(request) : api(request, place))
    },
  )

  return {
    heard,
    /** Who signs in from now on. */
    person: (somebody: Partial<Somebody>) => void (person = { ...ADA, ...somebody }),
    codeFor: (address: string): URLSearchParams => codes.grant(address, person),
    errorFor: (address: string, error = 'access_denied'): URLSearchParams =>
      new URLSearchParams({ error, state: new URL(address).searchParams.get('state') ?? '' }),
    /** What a part of it answers in place of the truth. */
    answers: (place: Place, answer: Response) => void spoilt.set(place, answer),
  }
}
