import * as z from 'zod/mini'

/** What the options of both ceremonies have in common. */

/** Of 54 bytes. */
export const challenge = () => z.string().check(z.regex(/^[\w-]{72}$/))

/** Milliseconds. */
export const timeout = () => z.int().check(z.minimum(1))

/** Passkeys that the browser may look for, or has already. */
export const descriptors = () =>
  z.array(
    z.strictObject({
      type: z.literal('public-key'),
      id: z.string(),
      transports: z.array(z.string()),
    }),
  )
