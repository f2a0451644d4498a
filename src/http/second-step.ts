import * as z from 'zod/mini'
import { recoveryCode, totp } from '../core/identity/fields.ts'
import type { Answer } from '../core/second-step/prove.ts'
import { type Method, METHODS, type SecondStep as Asked } from '../core/failure.ts'

const ByTotp = z.object({ token: z.string(), totp })
const ByRecoveryCode = z.object({ token: z.string(), recovery_code: recoveryCode })

type Typed = z.output<typeof ByTotp> | z.output<typeof ByRecoveryCode>

/** The forms of a second step that somebody types. They are told apart by the member `recovery_code`. */
export const TYPED_FORMS = [ByTotp, ByRecoveryCode]

export const typedForm = (members: Record<string, unknown>): z.ZodMiniType<Typed> =>
  'recovery_code' in members ? ByRecoveryCode : ByTotp

export const typedAnswer = (body: { totp: string } | { recovery_code: string }): Answer =>
  'totp' in body ? { kind: 'totp', code: body.totp } : { kind: 'recovery_code', code: body.recovery_code }

/** What a client gets instead of tokens, where the account asks for one more proof: `methods` are those that the surface takes. */
export const secondStepAnswer = (
  { token, methods, expiresIn }: Asked,
  taken: readonly Method[] = METHODS,
) => ({
  token,
  methods: methods.filter((method) => taken.includes(method)),
  expires_in: expiresIn,
})

export const SecondStep = () =>
  z.strictObject({
    token: z.string().check(z.regex(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/)),
    methods: z.array(z.enum(METHODS)),
    expires_in: z.int().check(z.minimum(1)),
  })
