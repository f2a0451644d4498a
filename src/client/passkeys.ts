import type { NewTokens, TokenAnswer } from './account-v1.ts'
import type { Options } from './ask.ts'
import {
  canAutofill,
  canTellDevice,
  create,
  type CreationOptions,
  forgetUnknown,
  get,
  type Made,
  type NotDone,
  type RequestOptions,
  tellDevice,
} from './ceremony.ts'
import type { Keeping } from './keeping.ts'
import { Refusal } from './refusal.ts'

/** Times are ISO 8601. */
export type Passkey = {
  id: string
  name: string
  backed_up: boolean
  created_at: string
  last_used_at: string | null
}

/** The first factor of an account that may not be without one brings recovery codes, which are shown this once. */
export type AddedPasskey = Passkey & { recovery_codes?: string[] }

type Signing = { outcome: 'signed_in'; tokens: TokenAnswer } | NotDone

/** The browser forgets an old question some time before the service does, and is asked anew. */
const SPARE_MS = 30_000

/**
 * Passkeys. A dialog that was closed, a device that has the passkey already and a browser that has no passkeys are
 * outcomes, and no errors.
 */
export function passkeys({ ask, signedIn, keeping, keepingNew }: Keeping) {
  const questions = (body: object, options?: Options) =>
    ask<RequestOptions>('POST /api/v1/auth/passkey/options', { body, options })

  const creation = (options?: Options) =>
    signedIn.ask<CreationOptions>('POST /api/v1/users/me/passkeys/options', { options })

  /**
   * Tells the password manager of this device which passkeys the account has, its address and its name, so that it
   * offers no other: after a passkey has signed in, or when the name has changed. Within ten minutes of a proof.
   */
  const syncPasskeys = async (options?: Options): Promise<void> => {
    if (canTellDevice()) await tellDevice(await creation(options))
  }

  /** What the device answers. The app may end it at any time, also before the device is asked. */
  const answerTo = (question: Promise<RequestOptions>, options: Options) =>
    question.then((asked) => get(asked, options)).catch(cancelledBy(options))

  /** A page may wait for long: it is asked anew before the challenge is over. */
  async function byAutofill(options: Options): Promise<Made | NotDone> {
    if (!(await canAutofill())) return { outcome: 'unsupported' }
    for (;;) {
      const asked = await questions({}, options)
      const over = AbortSignal.timeout(asked.timeout - SPARE_MS)
      const made = await get(asked, { autofill: true, signal: firstOf(over, options.signal) })
      if (made.outcome !== 'cancelled' || !over.aborted || options.signal?.aborted) return made
    }
  }

  return {
    /**
     * Signs in with a passkey of this device, or of a phone nearby. With `autofill` it waits until somebody chooses one
     * in the field of the address: begin it with the page, and end it by `signal` before anything else asks.
     */
    signInWithPasskey: async ({
      autofill = false,
      ...options
    }: Options & { autofill?: boolean } = {}): Promise<Signing> => {
      const made = autofill
        ? await byAutofill(options).catch(cancelledBy(options))
        : await answerTo(questions({}, options), options)
      if (made.outcome !== 'made') return made
      const body = { credential: made.credential }
      const tokens = await ask<TokenAnswer>('POST /api/v1/auth/passkey', { body, options, byDevice: true })
      return { outcome: 'signed_in', tokens: await keeping(tokens) }
    },

    /** Ends a sign-in that was refused with `second_step_required`. `token` is `secondStep.token` of the refusal. */
    passSecondStepWithPasskey: async (token: string, options: Options = {}): Promise<Signing> => {
      const made = await answerTo(questions({ token }, options), options)
      if (made.outcome !== 'made') return made
      const body = { token, passkey: made.credential }
      const tokens = await ask<TokenAnswer>('POST /api/v1/auth/second-step', {
        body,
        options,
        byDevice: true,
      })
      return { outcome: 'signed_in', tokens: await keeping(tokens) }
    },

    /** One more proof makes the session fresh. */
    reauthenticateWithPasskey: async (
      options: Options = {},
    ): Promise<{ outcome: 'proven'; tokens: NewTokens } | NotDone> => {
      const question = signedIn.ask<RequestOptions>('POST /api/v1/auth/passkey/options', {
        body: { for: 'reauthenticate' },
        options,
      })
      const made = await answerTo(question, options)
      if (made.outcome !== 'made') return made
      const tokens = await signedIn.ask<NewTokens>('POST /api/v1/auth/reauthenticate', {
        body: { passkey: made.credential },
        options,
        byDevice: true,
      })
      return { outcome: 'proven', tokens: await keepingNew(tokens) }
    },

    passkeys: (options?: Options) => signedIn.ask<Passkey[]>('GET /api/v1/users/me/passkeys', { options }),

    /** Makes a passkey on this device, and adds it. Within ten minutes of a proof. */
    addPasskey: async (
      { name }: { name?: string } = {},
      options: Options = {},
    ): Promise<{ outcome: 'added'; passkey: AddedPasskey } | NotDone> => {
      const asked = await creation(options)
      const made = await create(asked, options.signal)
      if (made.outcome !== 'made') return made
      const body = { credential: made.credential, ...(name !== undefined && { name }) }
      try {
        const answer = await signedIn.ask<AddedPasskey & Partial<TokenAnswer>>(
          'POST /api/v1/users/me/passkeys',
          { body, options },
        )
        const { access_token, refresh_token, token, token_type, expires_in, ...passkey } = answer
        if (access_token && refresh_token && token && token_type && expires_in)
          await keeping({ access_token, refresh_token, token, token_type, expires_in })
        return { outcome: 'added', passkey }
      } catch (error) {
        // The service does not have it, so nobody could sign in with it. After an outage it may have it.
        if (error instanceof Refusal && error.status < 500) await forgetUnknown(asked.rp.id, made.credential)
        throw error
      }
    },

    renamePasskey: (id: string, body: { name: string }, options?: Options) =>
      signedIn.ask<Passkey>(`PATCH /api/v1/users/me/passkeys/${encodeURIComponent(id)}`, { body, options }),

    /** Within ten minutes of a proof. The device forgets it too, where it can be told. */
    removePasskey: async (id: string, options?: Options): Promise<void> => {
      await signedIn.ask(`DELETE /api/v1/users/me/passkeys/${encodeURIComponent(id)}`, { options })
      await syncPasskeys(options).catch(() => {})
    },

    syncPasskeys,
  }
}

const cancelledBy =
  ({ signal }: Options) =>
  (error: unknown): NotDone => {
    if (signal?.aborted) return { outcome: 'cancelled' }
    throw error
  }

/** Ends with the first of two. Browsers from before 2024 have no `AbortSignal.any`. */
function firstOf(one: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  const ended = new AbortController()
  for (const each of [one, other])
    each?.addEventListener('abort', () => ended.abort(), { once: true, signal: ended.signal })
  if (other?.aborted) ended.abort()
  return ended.signal
}
