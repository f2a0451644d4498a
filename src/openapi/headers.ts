import { type FailureCode, RULES } from '../core/failure.ts'
import { DEVICE_HEADER } from '../http/device-tokens.ts'
import { FAILURE_HEADER } from '../http/failure-header.ts'
import type { Json } from './schemas.ts'

const OF_DEVICE = {
  description: 'The token by which this device is known to the account from now on.',
  schema: { type: 'string', pattern: '^[0-9a-f-]{36}(\\.[\\w-]+){4}$' },
}

/** Headers that are the same on every answer that has them. */
export const HEADERS = {
  'X-Request-Id': {
    description: 'The name of this request in the log.',
    required: true,
    schema: { type: 'string', format: 'uuid' },
  },
  'Retry-After': {
    description: 'Seconds after which asking again makes sense.',
    required: true,
    schema: { type: 'integer', minimum: 1, examples: [60] },
  },
  [DEVICE_HEADER]: { ...OF_DEVICE, required: true },
  Allow: {
    description: 'The methods that the path answers.',
    required: true,
    schema: { type: 'string', pattern: '^[A-Z]+(, [A-Z]+)*$', examples: ['POST'] },
  },
}

/** One group of the header for each broken rule. Names of members are those of the body. */
const GROUPS = `(; member=\\w+; rule=(${RULES.join('|')})(; limit=\\d+)?)+`

/** `Postern-Failure` with the codes that a status can have. */
export const failureHeaderOf = (codes: readonly FailureCode[]): Json => ({
  [FAILURE_HEADER]: {
    required: true,
    schema: codes.includes('invalid_input')
      ? {
          type: 'string',
          pattern: `^(${codes.join('|').replace('invalid_input', `invalid_input${GROUPS}`)})$`,
        }
      : { type: 'string', enum: codes },
  },
})

const header = (name: keyof typeof HEADERS) => ({ [name]: { $ref: `#/components/headers/${name}` } })

export const REQUEST_ID = header('X-Request-Id')
/** Of every answer that is a sign-in, or hands an account over. */
export const DEVICE = header(DEVICE_HEADER)
/** Where only some bodies get it. */
export const DEVICE_SOMETIMES = { [DEVICE_HEADER]: OF_DEVICE }

/** The headers that failures of one status have: where only some have one, it is not required. */
export function headersOf(shown: Headers[]): Json {
  const values = (name: string) => shown.map((headers) => headers.get(name)).filter((value) => value !== null)
  const shared = (['Retry-After', 'Allow'] as const).filter((name) => values(name).length > 0)
  const written = shared.map((name) =>
    values(name).length === shown.length ? header(name) : { [name]: { ...HEADERS[name], required: false } },
  )
  const challenges = values('WWW-Authenticate')
  return {
    ...Object.assign({}, ...written),
    ...(challenges.length > 0 && {
      'WWW-Authenticate': {
        required: challenges.length === shown.length,
        schema: { type: 'string', enum: [...new Set(challenges)] },
      },
    }),
  }
}
