import * as z from 'zod/mini'

/** What browsers answer, as `PublicKeyCredential.toJSON()` writes it (WebAuthn L3 §5.1). Other members are dropped. */

/** Text that may be base64url of at most so many bytes. */
const base64urlOf = (bytes: number) =>
  z.string().check(z.regex(/^[A-Za-z0-9_-]+$/), z.maxLength(Math.ceil((bytes * 4) / 3)))

/** Longer ids are to be refused (WebAuthn L3 §7.1). */
export const MAX_ID_BYTES = 1_023

const credential = {
  id: base64urlOf(MAX_ID_BYTES),
  rawId: base64urlOf(MAX_ID_BYTES),
  type: z.literal('public-key'),
}

const clientDataJSON = base64urlOf(3_072)
const transport = z.string().check(z.regex(/^[a-z][a-z-]{0,31}$/))

export const registrationResponse = z.object({
  ...credential,
  response: z.object({
    clientDataJSON,
    attestationObject: base64urlOf(8_192),
    transports: z.optional(z.array(transport).check(z.maxLength(16))),
  }),
  clientExtensionResults: z.optional(
    z.object({ credProps: z.optional(z.object({ rk: z.optional(z.boolean()) })) }),
  ),
})

export const authenticationResponse = z.object({
  ...credential,
  response: z.object({
    clientDataJSON,
    authenticatorData: base64urlOf(3_072),
    signature: base64urlOf(1_024),
    // A handle has at most 64 bytes (WebAuthn L3 §5.4.3).
    userHandle: z.optional(z.nullable(base64urlOf(64))),
  }),
})

export type RegistrationResponse = z.output<typeof registrationResponse>
export type AuthenticationResponse = z.output<typeof authenticationResponse>
